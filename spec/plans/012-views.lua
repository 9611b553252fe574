-- The same plan, shown in other ways.
local script <const> = [[
deployment { name = "rankers" }
target "endpoint/a/variant/main" { min = 1, max = 4,
   track "inv" { metric = "SageMakerVariantInvocationsPerInstance", value = 70 } }
target "endpoint/b/variant/main" { min = 1, max = 4, suspended = true }
]]

local changed <const> = script:gsub("value = 70", "value = 80") .. [[
target "endpoint/c/variant/main" { min = 1, max = 4 }]]

return {
   { title = "to begin with", script = script },
   { title = "compact", script = changed, view = "compact", apply = false },
   { title = "full", view = "full", apply = false },
   { title = "only changes", view = "only-changes", apply = false },
   { title = "as it is", apply = false },
   { title = "some of it", options = { targets = { "endpoint/c/*" } } },
   { title = "the rest", options = { excluded = { "endpoint/c/*" } } },
   { title = "nothing is left" },
}
