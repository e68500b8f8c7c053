// Written makes stores with Bacalhau's own code, through its public Go module, as the tests of the
// import and its measurements read them:
//
//	go run ./written DIRECTORY JOBS
//
// DIRECTORY/jobs.db gets the jobs, each with an execution, an evaluation and history; one in five
// has not ended, and one in four has two versions. DIRECTORY/executions.db gets the executions that
// the compute nodes of the first jobs hold, five hundred at most.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/rs/zerolog"

	"github.com/bacalhau-project/bacalhau/pkg/compute"
	"github.com/bacalhau-project/bacalhau/pkg/compute/store"
	executionstore "github.com/bacalhau-project/bacalhau/pkg/compute/store/boltdb"
	"github.com/bacalhau-project/bacalhau/pkg/jobstore"
	boltjobstore "github.com/bacalhau-project/bacalhau/pkg/jobstore/boltdb"
	"github.com/bacalhau-project/bacalhau/pkg/models"
)

const (
	jobsPerTransaction = 500
	// The execution store has one transaction per change.
	mostLocalExecutions = 500
)

// ending is how a job and its execution end.
type ending struct {
	job       models.JobStateType
	execution models.ExecutionStateType
}

// One job in five stays where it is: Running, and on its way.
var endings = []ending{
	{models.JobStateTypeRunning, models.ExecutionStateRunning},
	{models.JobStateTypeFailed, models.ExecutionStateFailed},
	{models.JobStateTypeStopped, models.ExecutionStateCancelled},
	{models.JobStateTypeCompleted, models.ExecutionStateCompleted},
	{models.JobStateTypeCompleted, models.ExecutionStateCompleted},
}

func endingOf(number int) ending { return endings[number%len(endings)] }

func main() {
	zerolog.SetGlobalLevel(zerolog.Disabled)
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: written DIRECTORY JOBS")
		os.Exit(2)
	}
	count, err := strconv.Atoi(os.Args[2])
	check(err)
	writeJobs(filepath.Join(os.Args[1], "jobs.db"), count)
	writeExecutions(filepath.Join(os.Args[1], "executions.db"), min(count, mostLocalExecutions))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "written:", err)
		os.Exit(1)
	}
}

func id(prefix string, number int) string {
	return fmt.Sprintf("%s-%08x-2222-4222-8333-%012x", prefix, number, number)
}

func newJob(number int) *models.Job {
	types := []string{models.JobTypeBatch, models.JobTypeOps, models.JobTypeService, models.JobTypeDaemon}
	job := &models.Job{
		ID:        id("j", number),
		Name:      fmt.Sprintf("written %d", number),
		Namespace: fmt.Sprintf("team-%d", number%3),
		Type:      types[number%len(types)],
		Priority:  number % 10,
		Count:     1,
		Meta:      map[string]string{models.MetaOrchestratorID: "n-orchestrator"},
		Labels:    map[string]string{"part": strconv.Itoa(number), "kind": "written"},
		Tasks: []*models.Task{{
			Name: "main",
			Engine: &models.SpecConfig{Type: models.EngineDocker, Params: map[string]interface{}{
				"Image": "ubuntu:22.04", "Parameters": []string{"date", "-u"}}},
			Publisher: &models.SpecConfig{Type: models.PublisherLocal},
			Env:       map[string]models.EnvVarValue{"MODE": "fast"},
			InputSources: []*models.InputSource{{
				Source: &models.SpecConfig{Type: models.StorageSourceURL, Params: map[string]interface{}{
					"URL": "https://example.org/data.csv"}},
				Target: "/inputs"}},
			ResultPaths: []*models.ResultPath{{Name: "outputs", Path: "/outputs"}},
		}},
	}
	job.Normalize()
	return job
}

func newExecution(job *models.Job, number int, version uint64) models.Execution {
	execution := models.Execution{
		ID:         id("e", number),
		Namespace:  job.Namespace,
		EvalID:     id("v", number),
		NodeID:     fmt.Sprintf("n-compute-%d", number%3),
		JobID:      job.ID,
		Job:        job,
		JobVersion: version,
		AllocatedResources: &models.AllocatedResources{Tasks: map[string]*models.Resources{
			"main": {CPU: 0.5, Memory: 512_000_000}}},
		DesiredState: models.NewExecutionDesiredState(models.ExecutionDesiredStatePending),
		ComputeState: models.NewExecutionState(models.ExecutionStateNew),
	}
	execution.Normalize()
	return execution
}

// topics are what a compute node's events are about, by the state in which it says them.
var topics = map[models.ExecutionStateType]models.EventTopic{
	models.ExecutionStateAskForBidAccepted: compute.EventTopicExecutionScanning,
	models.ExecutionStateBidAccepted:       compute.EventTopicExecutionDownloading,
	models.ExecutionStateRunning:           compute.EventTopicExecutionRunning,
	models.ExecutionStatePublishing:        compute.EventTopicExecutionPublishing,
	models.ExecutionStateCompleted:         compute.EventTopicExecution,
	models.ExecutionStateFailed:            compute.EventTopicExecution,
	models.ExecutionStateCancelled:         compute.EventTopicExecution,
}

// steps are the states of an execution up to its last one.
func steps(last models.ExecutionStateType) []models.ExecutionStateType {
	all := []models.ExecutionStateType{
		models.ExecutionStateAskForBid, models.ExecutionStateAskForBidAccepted,
		models.ExecutionStateBidAccepted, models.ExecutionStateRunning}
	switch last {
	case models.ExecutionStateRunning:
		return all
	case models.ExecutionStateCompleted:
		return append(all, models.ExecutionStatePublishing, last)
	default:
		return append(all, last)
	}
}

func changed(state models.ExecutionStateType, number int) models.Execution {
	values := models.Execution{
		ComputeState: models.NewExecutionState(state).WithMessage("it is " + state.String()),
		DesiredState: models.NewExecutionDesiredState(models.ExecutionDesiredStateRunning),
	}
	if state == models.ExecutionStateCompleted || state == models.ExecutionStateFailed {
		values.RunOutput = &models.RunCommandResult{
			STDOUT: fmt.Sprintf("out of %d\n", number), STDERR: "warned\n", ExitCode: number % 5 % 3 % 2}
		values.PublishedResult = &models.SpecConfig{
			Type: models.PublisherLocal, Params: map[string]interface{}{"Path": id("e", number) + ".tar.gz"}}
	}
	return values
}

func writeJobs(path string, count int) {
	jobs, err := boltjobstore.NewBoltJobStore(path)
	check(err)
	for first := 0; first < count; first += jobsPerTransaction {
		tx, err := jobs.BeginTx(context.Background())
		check(err)
		for number := first; number < min(first+jobsPerTransaction, count); number++ {
			writeJob(tx, jobs, number)
		}
		check(tx.Commit())
	}
	check(jobs.Close(context.Background()))
}

func writeJob(tx context.Context, jobs *boltjobstore.BoltJobStore, number int) {
	job := newJob(number)
	version := uint64(1)
	check(jobs.CreateJob(tx, *job))
	check(jobs.AddJobHistory(tx, job.ID, version,
		*models.NewEvent("Submission").WithMessage("Job submitted")))
	if number%4 == 0 {
		job.Priority += 10
		version = 2
		check(jobs.UpdateJob(tx, *job))
	}
	check(jobs.CreateEvaluation(tx, models.Evaluation{
		ID: id("v", number), Namespace: job.Namespace, JobID: job.ID, Type: job.Type,
		TriggeredBy: models.EvalTriggerJobRegister, Status: models.EvalStatusPending}))
	execution := newExecution(job, number, version)
	check(jobs.CreateExecution(tx, execution))
	for _, state := range steps(endingOf(number).execution) {
		check(jobs.UpdateExecution(tx, jobstore.UpdateExecutionRequest{
			ExecutionID: execution.ID, NewValues: changed(state, number)}))
		check(jobs.AddExecutionHistory(tx, job.ID, version, execution.ID,
			*models.NewEvent("Scheduling").WithMessage("Now "+state.String()).
				WithDetail("NodeID", execution.NodeID)))
	}
	check(jobs.UpdateJobState(tx, jobstore.UpdateJobStateRequest{
		JobID: job.ID, NewState: endingOf(number).job, Message: "over"}))
	check(jobs.AddJobHistory(tx, job.ID, version,
		*models.NewEvent("State Update").WithMessage("Job " + endingOf(number).job.String())))
}

func writeExecutions(path string, count int) {
	ctx := context.Background()
	executions, err := executionstore.NewStore(ctx, path)
	check(err)
	for number := range count {
		job := newJob(number)
		// As a requester sends it.
		job.Version = 1
		execution := newExecution(job, number, 1)
		check(executions.CreateExecution(ctx, execution,
			models.NewEvent(compute.EventTopicExecutionScanning).WithMessage("Offered")))
		for _, state := range steps(endingOf(number).execution)[1:] {
			check(executions.UpdateExecutionState(ctx, store.UpdateExecutionRequest{
				ExecutionID: execution.ID,
				NewValues:   changed(state, number),
				Events: []*models.Event{
					models.NewEvent(topics[state]).WithMessage("Now " + state.String())}}))
		}
	}
	check(executions.Close(ctx))
}
