// Jobstore drives Bacalhau's job store through its public Go module, so that bench/run can set it
// beside ours. It reads a command a line from standard input and answers each with a line:
//
//	fill N              makes N jobs with an execution each; answers N and the nanoseconds
//	changes CALLERS MS  CALLERS callers make jobs for MS milliseconds, each with an execution and
//	                    ten changes of state; answers the number of transactions and the nanoseconds
//	page N              lists fifty jobs of one namespace, newest first, N times; answers how many
//	                    jobs came and the median nanoseconds
//	open                closes the store and opens it; answers 1 and the nanoseconds of the opening
//
// Arguments: the file of the store, and a file with a job in JSON, which every job is made from.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/bacalhau-project/bacalhau/pkg/jobstore"
	boltjobstore "github.com/bacalhau-project/bacalhau/pkg/jobstore/boltdb"
	"github.com/bacalhau-project/bacalhau/pkg/models"
)

const (
	pageSize   = 50
	namespaces = 20
	// One transaction for the job, one for the execution, and one for each change.
	transactionsPerJob = 12
	// Filling is not measured against anything; callers at the same time make it no faster here.
	fillTransactionJobs = 500
)

var executionStates = []models.ExecutionStateType{
	models.ExecutionStateAskForBid,
	models.ExecutionStateAskForBidAccepted,
	models.ExecutionStateBidAccepted,
	models.ExecutionStateRunning,
	models.ExecutionStatePublishing,
	models.ExecutionStateCompleted,
}

var jobStates = []models.JobStateType{
	models.JobStateTypeQueued,
	models.JobStateTypePending,
	models.JobStateTypeRunning,
	models.JobStateTypeCompleted,
}

type bench struct {
	path     string
	template []byte
	store    *boltjobstore.BoltJobStore
	jobs     atomic.Int64
}

func main() {
	zerolog.SetGlobalLevel(zerolog.Disabled)
	template, err := os.ReadFile(os.Args[2])
	check(err)
	b := &bench{path: os.Args[1], template: template}
	b.open()
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		count, nanos := b.run(words[0], words[1:])
		fmt.Println(count, nanos)
	}
	check(b.store.Close(context.Background()))
}

func (b *bench) run(command string, numbers []string) (int64, int64) {
	arguments := make([]int, len(numbers))
	for i, number := range numbers {
		var err error
		arguments[i], err = strconv.Atoi(number)
		check(err)
	}
	begin := time.Now()
	switch command {
	case "fill":
		b.fill(arguments[0])
		return int64(arguments[0]), int64(time.Since(begin))
	case "changes":
		count := b.changes(arguments[0], time.Duration(arguments[1])*time.Millisecond)
		return count, int64(time.Since(begin))
	case "page":
		return b.page(arguments[0])
	case "open":
		check(b.store.Close(context.Background()))
		begin = time.Now()
		b.open()
		return 1, int64(time.Since(begin))
	}
	check(fmt.Errorf("unknown command %q", command))
	return 0, 0
}

func (b *bench) open() {
	store, err := boltjobstore.NewBoltJobStore(b.path)
	check(err)
	b.store = store
}

func (b *bench) job() models.Job {
	number := b.jobs.Add(1)
	var job models.Job
	check(json.Unmarshal(b.template, &job))
	job.ID = "j-" + uuid.NewString()
	job.Name = fmt.Sprintf("job %d", number)
	job.Namespace = fmt.Sprintf("team-%d", number%namespaces)
	return job
}

func execution(job *models.Job) models.Execution {
	now := time.Now().UnixNano()
	return models.Execution{
		ID:         "e-" + uuid.NewString(),
		Namespace:  job.Namespace,
		EvalID:     "v-" + uuid.NewString(),
		NodeID:     "n-" + job.Namespace,
		JobID:      job.ID,
		Job:        job,
		JobVersion: 1,
		AllocatedResources: &models.AllocatedResources{
			Tasks: map[string]*models.Resources{"main": {CPU: 0.5, Memory: 512_000_000}},
		},
		DesiredState: models.State[models.ExecutionDesiredStateType]{
			StateType: models.ExecutionDesiredStatePending},
		ComputeState: models.State[models.ExecutionStateType]{
			StateType: models.ExecutionStateNew},
		Revision:   1,
		CreateTime: now,
		ModifyTime: now,
	}
}

func (b *bench) fill(jobs int) {
	for made := 0; made < jobs; made += fillTransactionJobs {
		tx, err := b.store.BeginTx(context.Background())
		check(err)
		for range min(fillTransactionJobs, jobs-made) {
			job := b.job()
			check(b.store.CreateJob(tx, job))
			check(b.store.CreateExecution(tx, execution(&job)))
		}
		check(tx.Commit())
	}
}

func (b *bench) changes(callers int, duration time.Duration) int64 {
	var count atomic.Int64
	var group sync.WaitGroup
	end := time.Now().Add(duration)
	for range callers {
		group.Add(1)
		go func() {
			defer group.Done()
			for time.Now().Before(end) {
				b.oneJob()
				count.Add(transactionsPerJob)
			}
		}()
	}
	group.Wait()
	return count.Load()
}

func (b *bench) oneJob() {
	ctx := context.Background()
	job := b.job()
	check(b.store.CreateJob(ctx, job))
	made := execution(&job)
	check(b.store.CreateExecution(ctx, made))
	for _, state := range executionStates {
		check(b.store.UpdateExecution(ctx, jobstore.UpdateExecutionRequest{
			ExecutionID: made.ID,
			NewValues: models.Execution{
				ComputeState: models.State[models.ExecutionStateType]{
					StateType: state, Message: "goes on"},
			},
			Events: []*models.Event{
				models.NewEvent("Scheduling").WithMessage("goes on")},
		}))
	}
	for _, state := range jobStates {
		check(b.store.UpdateJobState(ctx, jobstore.UpdateJobStateRequest{
			JobID: job.ID, NewState: state, Message: "goes on"}))
	}
}

func (b *bench) page(times int) (int64, int64) {
	nanos := make([]int64, times)
	jobs := 0
	for i := range times {
		begin := time.Now()
		response, err := b.store.GetJobs(context.Background(), jobstore.JobQuery{
			Namespace:   fmt.Sprintf("team-%d", i%namespaces),
			Limit:       pageSize,
			SortBy:      "created_at",
			SortReverse: true,
		})
		check(err)
		nanos[i] = int64(time.Since(begin))
		jobs += len(response.Jobs)
	}
	slices.Sort(nanos)
	return int64(jobs), nanos[times/2]
}

func check(err error) {
	if err != nil && err != io.EOF {
		fmt.Fprintln(os.Stderr, "jobstore:", err)
		os.Exit(1)
	}
}
