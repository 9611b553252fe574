-- A small fleet for the emulator, which the other examples run against:
--
--   moontide run --emulator --seed-fleet fleet.lua list_variants.lua
local endpoints = {}

for i = 1, 12 do
   endpoints[i] = { name = ("ranker-%03d"):format(i), count = i % 3 + 1,
      instance_type = i % 4 == 0 and "ml.c6i.2xlarge" or "ml.m5.xlarge",
      tags = { team = "ranking", env = i <= 3 and "prod" or "test" } }
end

endpoints[#endpoints + 1] = { name = "search", tags = { team = "search", env = "prod" },
   variants = { { name = "blue", instance_type = "ml.g5.xlarge", count = 3, weight = 0.9 },
                { name = "green", instance_type = "ml.g5.xlarge", weight = 0.1 } } }
endpoints[#endpoints + 1] = { name = "transcribe", async = true, instance_type = "ml.g5.2xlarge",
   tags = { team = "speech" } }
endpoints[#endpoints + 1] = { name = "rare", variants = { { name = "v1",
   serverless = { memory = 2048, max_concurrency = 20, provisioned_concurrency = 2 } } } }
endpoints[#endpoints + 1] = { name = "chat", managed = { min = 0, max = 4 },
   instance_type = "ml.g5.2xlarge", components = { { name = "llama" }, { name = "mistral" } } }
endpoints[#endpoints + 1] = { name = "demo", instance_type = "ml.t2.medium" }

return { endpoints = endpoints, quotas = { ["ml.g5.xlarge"] = 10, ["ml.m5.xlarge"] = 60 } }
