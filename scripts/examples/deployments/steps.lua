-- Step scaling by GPU utilization, which adds up the GPUs: 0 to 400 on four of them. Bounds are
-- written as values of the metric, and turned into distances from the alarm's threshold.
deployment { name = "embeddings", region = "us-east-1" }

local gpus <const> = 4
local high <const>, low <const> = 60 * gpus, 25 * gpus

target "endpoint/embeddings/variant/main" {
   min = 2, max = 16,
   step "grow" {
      cooldown = 120,
      steps = {
         { above = high, below = 80 * gpus, change = 1 },
         { above = 80 * gpus, change = 3 },
      },
      alarm = { metric = "GPUUtilization", threshold = high, evaluation_periods = 2 },
   },
   step "shrink" {
      cooldown = 600, steps = { { below = low, change = -1 } },
      alarm = { metric = "GPUUtilization", threshold = low, comparison = "<=",
         evaluation_periods = 15 },
   },
}
