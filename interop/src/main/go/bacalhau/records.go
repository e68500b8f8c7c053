package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// release says how a release spells its records.
type release struct {
	name string
	// resources is the name of the field of a task.
	resources string
	// lowerRunOutput: the first release wrote the output's fields in lower case.
	lowerRunOutput bool
	// states are the numbers of execution states, by name.
	states []string
	// jobStates are the words of job states.
	jobStates []string
	// stateHistory: rows with states, in two buckets, rather than events in one.
	stateHistory bool
	// events: a log of changes, which came with the present numbers of states.
	events bool
	// versions: specs of former versions, an index of names, the version in executions.
	versions bool
}

var statesBefore = []string{
	"Undefined", "New", "AskForBid", "AskForBidAccepted", "AskForBidRejected", "BidAccepted",
	"BidRejected", "Completed", "Failed", "Cancelled",
}

var statesAfter = []string{
	"Undefined", "New", "AskForBid", "AskForBidAccepted", "AskForBidRejected", "BidAccepted",
	"Running", "Publishing", "BidRejected", "Completed", "Failed", "Cancelled",
}

var localStates = []string{
	"Created", "BidAccepted", "Running", "Publishing", "Completed", "Failed", "Cancelled",
}

var jobStatesOne = []string{"Pending", "Running", "Completed", "Failed", "Stopped"}
var jobStatesFour = []string{"Pending", "Queued", "Running", "Completed", "Failed", "Stopped"}

var releaseOne = release{
	name: "v1.1", resources: "ResourcesConfig", lowerRunOutput: true, states: statesBefore,
	jobStates: jobStatesOne, stateHistory: true,
}

var releaseFour = release{
	name: "v1.4", resources: "Resources", states: statesBefore, jobStates: jobStatesFour,
	stateHistory: true,
}

var releaseFive = release{
	name: "v1.5.0", resources: "Resources", states: statesBefore, jobStates: jobStatesFour,
}

var releaseSeven = release{
	name: "v1.7", resources: "Resources", states: statesAfter, jobStates: jobStatesFour,
	events: true,
}

var releaseNine = release{
	name: "v1.9", resources: "Resources", states: statesAfter, jobStates: jobStatesFour,
	events: true, versions: true,
}

// object is a record before it becomes JSON.
type object map[string]any

func (o object) json() []byte {
	text, err := json.Marshal(o)
	if err != nil {
		panic(err)
	}
	return text
}

// start is when the first record of every file was made.
var start = time.Date(2024, 5, 1, 12, 0, 0, 123456789, time.UTC)

func at(seconds int) time.Time { return start.Add(time.Duration(seconds) * time.Second) }

func id(prefix string, number int) string {
	return fmt.Sprintf("%s-%08x-1111-4222-8333-%012x", prefix, number, number)
}

func (r release) job(number int, jobType, state, name string) object {
	task := object{
		"Name": "main",
		"Engine": object{
			"Type":   "docker",
			"Params": object{"Image": "ubuntu:22.04", "Entrypoint": nil, "Parameters": []string{"date"}},
		},
		"Publisher":    object{"Type": "ipfs", "Params": nil},
		"Env":          object{"MODE": "fast"},
		"Meta":         object{},
		"InputSources": []object{{"Source": object{"Type": "ipfs", "Params": object{"CID": "QmSample"}}, "Alias": "", "Target": "/inputs"}},
		"ResultPaths":  []object{{"Name": "outputs", "Path": "/outputs"}},
		r.resources:    object{"CPU": "500m", "Memory": "512Mb", "Disk": "", "GPU": ""},
		"Network":      object{"Type": "None"},
		"Timeouts":     object{"ExecutionTimeout": 1800},
	}
	count := 2
	if jobType == "ops" || jobType == "daemon" {
		count = 0
	}
	return object{
		"ID": id("j", number), "Name": name, "Namespace": "team-a", "Type": jobType, "Priority": 3,
		"Count":       count,
		"Constraints": []object{{"Key": "zone", "Operator": "in", "Values": []string{"north", "south"}}},
		"Meta":        object{"bacalhau.org/requester.id": "n-requester"},
		"Labels":      object{"env": "prod", "part": fmt.Sprint(number)},
		"Tasks":       []object{task},
		"State":       object{"StateType": state, "Message": "it is " + strings.ToLower(state)},
		"Version":     1, "Revision": 4,
		"CreateTime": at(number).UnixNano(), "ModifyTime": at(number + 100).UnixNano(),
	}
}

func (r release) stateNumber(name string) int {
	for number, state := range r.states {
		if state == name {
			return number
		}
	}
	panic("no state " + name + " in " + r.name)
}

func (r release) runOutput(number int) object {
	if r.lowerRunOutput {
		return object{
			"stdout": fmt.Sprintf("out of %d\n", number), "stdouttruncated": true, "stderr": "warned\n",
			"stderrtruncated": false, "exitCode": number % 256, "runnerError": "slow",
		}
	}
	return object{
		"Stdout": fmt.Sprintf("out of %d\n", number), "StdoutTruncated": true, "stderr": "warned\n",
		"StderrTruncated": false, "ExitCode": number % 256, "ErrorMsg": "slow",
	}
}

func (r release) execution(number, jobNumber int, state string) object {
	resources := object{"CPU": 0.5, "Memory": 512_000_000, "Disk": 0, "GPU": 1}
	if !r.lowerRunOutput {
		resources["GPUs"] = []object{{"Index": 0, "Name": "Sample", "Vendor": "NVIDIA", "Memory": 15360}}
	}
	execution := object{
		"ID": id("e", number), "Namespace": "team-a", "EvalID": id("v", number),
		"Name": "sample", "NodeID": "QmNode", "JobID": id("j", jobNumber), "Job": nil,
		"AllocatedResources": object{"Tasks": object{"main": resources}},
		"DesiredState":       object{"StateType": 2, "Message": "over"},
		"ComputeState":       object{"StateType": r.stateNumber(state), "Message": "told: " + state},
		"PublishedResult":    object{"Type": "ipfs", "Params": object{"CID": "QmResult"}},
		"RunOutput":          nil, "PreviousExecution": "", "NextExecution": "", "FollowupEvalID": "",
		"Revision": 5, "CreateTime": at(number).UnixNano(), "ModifyTime": at(number + 50).UnixNano(),
	}
	if state == "Completed" {
		execution["RunOutput"] = r.runOutput(number)
	}
	if r.events {
		execution["PartitionIndex"] = number % 2
	}
	if r.versions {
		execution["JobVersion"] = 2
	}
	return execution
}

func (r release) evaluation(number, jobNumber int) object {
	return object{
		"ID": id("v", number), "Namespace": "team-a", "JobID": id("j", jobNumber),
		"TriggeredBy": "job-register", "Priority": 3, "Type": "batch", "Status": "pending",
		"Comment": "", "CreateTime": at(number).UnixNano(), "ModifyTime": at(number).UnixNano(),
	}
}

// jobRow is a row about a job, executionRow one about an execution; up to v1.4 they say states.
func (r release) jobRow(jobNumber, seconds int, from, to string) object {
	if r.stateHistory {
		return object{
			"Type": "JobLevel", "JobID": id("j", jobNumber), "NodeID": "", "ExecutionID": "",
			"JobState": object{"Previous": from, "New": to}, "ExecutionState": nil,
			"NewRevision": 2, "Comment": "", "Time": at(seconds).Format(time.RFC3339Nano),
			"Event": object{"Message": "", "Topic": "", "Timestamp": "0001-01-01T00:00:00Z"},
		}
	}
	return r.eventRow("JobLevel", jobNumber, "", seconds, "Job "+to)
}

func (r release) executionRow(jobNumber int, executionID string, seconds int, from, to string) object {
	if r.stateHistory {
		return object{
			"Type": "ExecutionLevel", "JobID": id("j", jobNumber), "NodeID": "QmNode",
			"ExecutionID": executionID, "JobState": nil,
			"ExecutionState": object{"Previous": r.stateNumber(from), "New": r.stateNumber(to)},
			"NewRevision":    3, "Comment": "execution " + to,
			// The clock of a place east of Greenwich: the same moment in other words.
			"Time": at(seconds).In(time.FixedZone("", 2*60*60)).Format(time.RFC3339Nano),
		}
	}
	return r.eventRow("ExecutionLevel", jobNumber, executionID, seconds, "Execution "+to)
}

func (r release) eventRow(level string, jobNumber int, executionID string, seconds int, message string) object {
	row := object{
		"SeqNum": seconds, "Type": level, "JobID": id("j", jobNumber),
		"Event": object{
			"Message": message, "Topic": "State Update", "Timestamp": at(seconds).Format(time.RFC3339Nano),
			"Details": object{"NodeID": "QmNode"},
		},
		"Time": at(seconds).Format(time.RFC3339Nano),
	}
	if executionID != "" {
		row["ExecutionID"] = executionID
	}
	if r.versions {
		row["JobVersion"] = 2
	}
	return row
}
