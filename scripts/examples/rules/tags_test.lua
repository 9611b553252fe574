return {
   { "all tags are there", target = { tags = { team = "ranking", env = "prod" } }, passes = true },
   { "none is there", target = {}, denies = { "'team' is missing", "'env' is missing" } },
   { "an environment that is none", target = { tags = { team = "a", env = "live" } },
      denies = "no environment 'live'" },
   { "a cost center in words",
      target = { tags = { team = "a", env = "dev", ["cost-center"] = "ML" } },
      denies = "'ML' is no number" },
}
