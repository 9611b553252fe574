local testing = require "moontide.testing"

return {
   { "two instances are enough", target = { min = 2, tags = { env = "prod" } }, passes = true },
   { "one is not", target = { min = 1, tags = { env = "prod" } },
      denies = "production keeps two instances, not 1" },
   { "elsewhere one will do", target = { min = 1, tags = { env = "test" } }, passes = true },
   { "not even at night", target = { min = 2, tags = { env = "prod" },
      schedules = { testing.action { min = 0 } } }, denies = 'action "night"' },
   { "a short cooldown is odd", target = { min = 2, tags = { env = "prod" },
      policies = { testing.policy { config = { ScaleInCooldown = 60 } } } },
      warns = "after 60 seconds" },
}
