-- What registering does to the capacity at once, and what is left of it at the end.
local function script(bounds, more)
   return ([[
deployment { name = "rankers"%s }
target "endpoint/ranker/variant/AllTraffic" { %s }
]]):format(more or "", bounds)
end

return {
   emulator = { seed_fleet = { endpoints = {
      { name = "ranker", instance_type = "ml.m5.large", count = 3 },
      { name = "chat", managed = { min = 0, max = 4 }, instance_type = "ml.g5.2xlarge",
         components = { { name = "llama", copies = 1 } } } } }, endpoint_seconds = 0 },
   { title = "the count is within the bounds", script = script "min = 1, max = 4" },
   { title = "more at once", script = script "min = 5, max = 8" },
   { title = "fewer at once, and none when it goes",
      script = script "min = 1, max = 2, on_remove = { capacity = 1 }" },
   { title = "an inference component",
      script = script "min = 1, max = 2, on_remove = { capacity = 1 }"
         .. 'target "inference-component/llama" { min = 2, max = 3 }' },
   { title = "a name that SageMaker does not know is refused by AWS", again = true,
      script = script "min = 1, max = 2, on_remove = { capacity = 1 }"
         .. 'target "endpoint/rankr/variant/AllTraffic" { min = 2, max = 3 }' },
   { title = "gone, and its capacity set", script = 'deployment { name = "rankers" }',
      options = { prune = true } },
}
