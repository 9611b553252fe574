local testing = require "moontide.testing"

local function of(instance_type, max, schedules)
   return { max = max, facts = { instance_type = instance_type }, schedules = schedules }
end

return {
   { "small ones are cheap", target = of("ml.m5.large", 100), passes = true },
   { "of unknown types nothing is said", target = of("ml.x9.huge", 1000), passes = true },
   { "half the ceiling is warned of", target = of("ml.p4d.24xlarge", 2), warns = "75.38 an hour" },
   { "the ceiling holds", target = of("ml.p4d.24xlarge", 3), denies = "the ceiling is 100" },
   { "for scheduled actions, too",
      target = of("ml.p4d.24xlarge", 1, { testing.action { max = 9 } }), denies = "9 × ml.p4d" },
}
