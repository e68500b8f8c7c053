package main

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"
)

// parent is a transaction or a bucket.
type parent interface {
	CreateBucketIfNotExists(name []byte) (*bolt.Bucket, error)
}

func bucket(within parent, names ...string) *bolt.Bucket {
	var last *bolt.Bucket
	for _, name := range names {
		created, err := within.CreateBucketIfNotExists([]byte(name))
		if err != nil {
			panic(err)
		}
		last, within = created, created
	}
	return last
}

func put(bucket *bolt.Bucket, key string, value []byte) {
	if err := bucket.Put([]byte(key), value); err != nil {
		panic(err)
	}
}

// appendRow puts a value under the next number, in the spelling of the release.
func appendRow(bucket *bolt.Bucket, spelling func(uint64) string, value []byte) {
	number, err := bucket.NextSequence()
	if err != nil {
		panic(err)
	}
	put(bucket, spelling(number), value)
}

func bigEndian(number uint64) string {
	return string(binary.BigEndian.AppendUint64(nil, number))
}

func digits(width int) func(uint64) string {
	return func(number uint64) string { return fmt.Sprintf("%0*d", width, number) }
}

var jobIndexes = []string{
	"idx_tags", "idx_inprogress", "idx_namespaces", "idx_executions", "idx_evaluations",
}

func (r release) putJob(tx *bolt.Tx, job object) *bolt.Bucket {
	jobID := job["ID"].(string)
	record := bucket(tx, "jobs", jobID)
	put(record, "spec", job.json())
	bucket(tx, "jobs", jobID, "executions")
	bucket(tx, "jobs", jobID, "evaluations")
	put(bucket(tx, "idx_namespaces", job["Namespace"].(string)), jobID, nil)
	for label := range job["Labels"].(object) {
		put(bucket(tx, "idx_tags", label), jobID, nil)
	}
	if r.versions {
		put(bucket(tx, "idx_job_names", job["Name"].(string)+":"+job["Namespace"].(string)), jobID, nil)
		put(bucket(record, "versions"), bigEndian(1), job.json())
	}
	return record
}

func (r release) putExecution(tx *bolt.Tx, record *bolt.Bucket, execution object) {
	executionID := execution["ID"].(string)
	put(bucket(record, "executions"), executionID, execution.json())
	put(bucket(tx, "idx_executions", executionID), execution["JobID"].(string), nil)
	if r.events {
		appendEvent(bucket(tx, "v1_events"), execution)
	}
}

// appendEvent notes a change as releases since v1.5.2 do.
func appendEvent(events *bolt.Bucket, execution object) {
	stamp := time.Unix(0, execution["ModifyTime"].(int64)).Add(time.Millisecond)
	value := object{
		"operation": "CREATE", "objectType": "ExecutionUpsert",
		"object": object{"Current": execution, "Previous": nil, "Events": nil},
	}.json()
	appendRow(events, func(number uint64) string {
		return bigEndian(number) + bigEndian(uint64(stamp.UnixNano()))
	}, value)
}

func (r release) putJobRow(record *bolt.Bucket, row object) {
	switch {
	case !r.stateHistory:
		appendRow(bucket(record, "history"), bigEndian, row.json())
	case row["Type"] == "JobLevel":
		appendRow(bucket(record, "job_history"), digits(16), row.json())
	default:
		appendRow(bucket(record, "execution_history"), digits(16), row.json())
	}
}

// writeJobs writes a job in every state, one whose executions are in every state, two of the same
// name, and damaged records.
func writeJobs(tx *bolt.Tx, r release) {
	for _, name := range jobIndexes {
		bucket(tx, name)
	}
	r.putFullJob(tx)
	types := []string{"batch", "ops", "service", "daemon"}
	for i, state := range r.jobStates {
		number := 20 + i
		job := r.job(number, types[i%len(types)], state, "in-"+strings.ToLower(state))
		record := r.putJob(tx, job)
		r.putExecution(tx, record, r.execution(100+number, number, "Failed"))
		r.putJobRow(record, r.jobRow(number, number, "Undefined", state))
	}
	for number := 40; number < 42; number++ {
		r.putJob(tx, r.job(number, "batch", "Completed", "daily"))
	}
	put(bucket(tx, "jobs", id("j", 50)), "spec", []byte(`{"ID": "cut in the mid`))
	strange := r.job(51, "batch", "Abandoned", "strange")
	put(bucket(tx, "jobs", id("j", 51)), "spec", strange.json())
	// What Bacalhau makes of an id with a slash: a bucket in a bucket.
	put(bucket(tx, "jobs", "my", "service"), "spec", r.job(52, "service", "Stopped", "mine").json())
}

// putFullJob writes job 1: an execution in every state, and history of both kinds, damaged in places.
func (r release) putFullJob(tx *bolt.Tx) {
	job := r.job(1, "batch", "Completed", "full")
	if r.versions {
		job["Version"] = 2
	}
	record := r.putJob(tx, job)
	if r.versions {
		former := r.job(1, "batch", "Failed", "full")
		former["Priority"] = 1
		put(bucket(record, "versions"), bigEndian(1), former.json())
		put(bucket(record, "versions"), bigEndian(2), job.json())
	}
	r.putJobRow(record, r.jobRow(1, 1, "Undefined", "Pending"))
	for i, state := range r.states {
		execution := r.execution(i, 1, state)
		r.putExecution(tx, record, execution)
		r.putJobRow(record, r.executionRow(1, execution["ID"].(string), 10+i, "New", state))
	}
	r.putJobRow(record, r.jobRow(1, 60, "Running", "Completed"))
	put(bucket(record, "executions"), id("e", 90), []byte("no JSON"))
	rows := bucket(record, "history")
	if r.stateHistory {
		rows = bucket(record, "job_history")
	}
	put(rows, "9999999999999999", []byte("[]"))
	put(bucket(record, "evaluations"), id("v", 1), r.evaluation(1, 1).json())
}

// writeUpgradedJobs writes what a node leaves that was v1.4, then v1.5.0, then v1.9: one job of
// before with the former numbers of states, one of after, and one with rows in all three histories.
func writeUpgradedJobs(tx *bolt.Tx) {
	for _, name := range jobIndexes {
		bucket(tx, name)
	}
	before := releaseFour.putJob(tx, releaseFour.job(1, "batch", "Completed", "before"))
	for number, state := range []string{"BidRejected", "Completed", "Failed", "Cancelled"} {
		releaseFour.putExecution(tx, before, releaseFour.execution(number, 1, state))
	}
	releaseFour.putJobRow(before, releaseFour.jobRow(1, 1, "Undefined", "Pending"))
	releaseFour.putJobRow(before, releaseFour.executionRow(1, id("e", 1), 2, "BidAccepted", "Completed"))
	releaseFour.putJobRow(before, releaseFour.jobRow(1, 3, "Running", "Completed"))
	releaseFive.putJobRow(before, releaseFive.jobRow(1, 4, "", "asked for again"))
	after := releaseNine.putJob(tx, releaseNine.job(3600, "batch", "Completed", "after"))
	for i, state := range []string{"Running", "Publishing", "BidRejected", "Completed", "Failed", "Cancelled"} {
		releaseNine.putExecution(tx, after, releaseNine.execution(3600+i, 3600, state))
	}
	releaseNine.putJobRow(after, releaseNine.jobRow(3600, 3600, "", "submitted"))
}

// writeFormerExecutions writes an execution store of a release up to v1.5.1: one in every state, one
// with more than 999 rows of history, and damaged records.
func writeFormerExecutions(tx *bolt.Tx, r release) {
	executions, history, width := "execution", "execution-history", digits(3)
	jobs, versionKey := "execution-index", "NewVersion"
	if !r.stateHistory {
		executions, history, width = "v1_executions", "v1_execution_history", bigEndian
		jobs, versionKey = "v1_idx_executions_by_job_id", "NewRevision"
	} else {
		bucket(tx, "execution-live-index")
	}
	row := func(executionID string, from, to, version int, comment string) {
		appendRow(bucket(tx, history, executionID), width, object{
			"ExecutionID": executionID, "PreviousState": from, "NewState": to, versionKey: version,
			"Comment": comment, "Time": at(version).Format(time.RFC3339Nano),
		}.json())
	}
	for i, state := range localStates {
		record := r.localExecution(i, i+1)
		executionID := id("e", i)
		put(bucket(tx, executions), executionID, record.json())
		put(bucket(tx, jobs, id("j", 1)), executionID, nil)
		row(executionID, 0, 1, 1, "Execution created")
		if i > 0 {
			row(executionID, 1, i+1, 2, "now "+state)
		}
	}
	long := id("e", 30)
	put(bucket(tx, executions), long, r.localExecution(30, 5).json())
	row(long, 0, 1, 1, "Execution created")
	for version := 2; version < 1200; version++ {
		row(long, 1, 1, version, fmt.Sprintf("still there %d", version))
	}
	row(long, 1, 5, 1200, "done")
	// Its history is gone.
	put(bucket(tx, executions), id("e", 31), r.localExecution(31, 6).json())
	put(bucket(tx, executions), id("e", 32), []byte("{"))
	put(bucket(tx, executions), id("e", 33), object{
		"ID": id("e", 33), "Job": object{"APIVersion": "V1beta1"}, "State": 7, "Version": 3,
	}.json())
	unknown := r.localExecution(34, 8)
	put(bucket(tx, executions), id("e", 34), unknown.json())
	lacking := r.localExecution(35, 5)
	lacking["Execution"].(object)["Job"] = nil
	put(bucket(tx, executions), id("e", 35), lacking.json())
}

func (r release) localExecution(number, state int) object {
	execution := r.execution(number, 1, "AskForBid")
	execution["Job"] = r.job(1, "batch", "Running", "full")
	execution["PublishedResult"] = nil
	record := object{
		"Execution": execution, "RequesterNodeID": "QmRequester", "State": state, "Version": 2,
		"CreateTime": at(1).Format(time.RFC3339Nano),
		// The node's own clock.
		"UpdateTime":    at(2).In(time.FixedZone("", -5*60*60)).Format(time.RFC3339Nano),
		"LatestComment": "",
	}
	if !r.stateHistory {
		record["Revision"] = record["Version"]
		delete(record, "Version")
		record["PublishedResult"] = object{"Type": "ipfs", "Params": object{"CID": "QmResult"}}
		record["RunOutput"] = r.runOutput(number)
	}
	return record
}

// writeLatestExecutions writes an execution store of a release since v1.5.2: one in every state with
// its events, and damaged records.
func writeLatestExecutions(tx *bolt.Tx, r release) {
	for i, state := range r.states {
		execution := r.execution(i, 1, state)
		execution["Job"] = r.job(1, "batch", "Running", "full")
		executionID := id("e", i)
		put(bucket(tx, "v2_executions"), executionID, execution.json())
		put(bucket(tx, "v2_idx_executions_by_job_id", id("j", 1)), executionID, nil)
		put(bucket(tx, "v2_idx_executions_by_state", state), executionID, nil)
		for step, topic := range []string{"Downloading Inputs", "Running Execution", "Publishing Results"} {
			appendRow(bucket(tx, "v2_execution_events", executionID), bigEndian, object{
				"Message": "doing: " + topic, "Topic": topic,
				"Timestamp": at(i + step).Format(time.RFC3339Nano),
			}.json())
		}
	}
	put(bucket(tx, "v2_execution_events", id("e", 9)), bigEndian(99), []byte("?"))
	put(bucket(tx, "v2_executions"), id("e", 40), []byte("null"))
	for _, name := range []string{"v2_events", "v2_checkpoints", "v2_sequence_tracking"} {
		bucket(tx, name)
	}
}
