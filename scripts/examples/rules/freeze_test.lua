local testing = require "moontide.testing"

local function with(action)
   return { max = 9, tags = { env = "prod" }, schedules = { testing.action(action) } }
end

return {
   { "at night max may go down", target = with { max = 2 }, passes = true },
   { "in office hours it should not", target = with { schedule = "cron(0 12 * * ? *)", max = 2 },
      warns = "in office hours" },
   { "up it may go at any time", target = with { schedule = "cron(0 12 * * ? *)", max = 20 },
      passes = true },
}
