-- Scheduled actions really fire, on the emulator's clock, and change the target's bounds.
local script <const> = [[
deployment { name = "rankers" }
target "endpoint/ranker/variant/main" {
   min = 2, max = 12,
   schedule "night"   { cron = "0 22 * * ? *", min = 1, max = 2 },
   schedule "morning" { cron = "0 6 * * ? *", min = 2, max = 12 },
}
]]

local hour <const> = 3600

return {
   emulator = { clock = "manual@2030-03-04T12:00:00Z" },
   { title = "at noon", script = script, advance = 0 },
   { title = "at eleven in the evening", advance = 11 * hour },
   { title = "another maximum by day does not undo the night", advance = 0,
      script = script:gsub("max = 12", "max = 14") },
   { title = "at seven in the morning", advance = 8 * hour },
   { title = "somebody's bounds at night are still drift", advance = 16 * hour,
      foreign = function(aas, id)
         aas:register_scalable_target(id("ranker", { MaxCapacity = 3 }))
      end, apply = false },
   { title = "the action gone from the script, its bounds are drift", advance = 0,
      script = 'deployment { name = "rankers" }\n'
         .. 'target "endpoint/ranker/variant/main" { min = 2, max = 12 }',
      options = { prune = true } },
}
