-- An asynchronous endpoint: sized by its backlog, at 0 instances without one, and woken by the
-- first request that waits.
deployment { name = "transcription", region = "us-west-2" }

target { resource_id = "endpoint/transcribe/variant/main", kind = "async" } {
   min = 0, max = 6,
   track "backlog" {
      metric = "ApproximateBacklogSizePerInstance", value = 5,
      scale_out_cooldown = 300, scale_in_cooldown = 600,
   },
   step "wake" {
      steps = { { lower = 0, change = 1 } }, cooldown = 300,
      alarm = { metric = "HasBacklogWithoutCapacity", threshold = 1, evaluation_periods = 2 },
   },
}
