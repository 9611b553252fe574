local testing = require "moontide.testing"

return {
   { "targets are marked", target = { tags = { team = "a" } },
      transforms = { tags = { team = "a", env = "dev", ["managed-by"] = "moontide" } } },
   { "what is there stays", target = { tags = { env = "prod" } },
      transforms = { tags = { env = "prod" } } },
   { "good names pass", target = { policies = { testing.policy() } }, passes = true },
   { "others are warned of", target = { policies = { testing.policy { name = "My Policy" } } },
      warns = "small letters" },
}
