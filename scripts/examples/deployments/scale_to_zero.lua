-- Inference components that go to 0 copies when nobody asks. Target tracking cannot leave 0,
-- because 0 times anything is 0; a step policy wakes the component when a request has failed.
deployment { name = "llm", region = "us-east-1" }

-- Declarations are values: what several targets share is made by a function.
local function sleeps_when_idle(requests_per_copy)
   return {
      track "copies" {
         metric = "SageMakerInferenceComponentInvocationsPerCopy", value = requests_per_copy,
         scale_out_cooldown = 60, scale_in_cooldown = 600,
      },
      step "wake" {
         cooldown = 60, aggregation = "Maximum", steps = { { lower = 0, change = 1 } },
         alarm = { metric = "NoCapacityInvocationFailures", threshold = 1 },
      },
   }
end

target "inference-component/llama-8b" { min = 0, max = 8, sleeps_when_idle(30) }
target "inference-component/llama-70b" { min = 0, max = 2, sleeps_when_idle(4) }
