-- The emulator's Resource Groups Tagging and Service Quotas, and fleets of ECS and DynamoDB.
local emulator = require "support.emulator"
local sagemaker = require "support.sagemaker"

local function call(fixture, service, target, input)
   local output, failure = emulator.call(fixture, target:match "%.(.*)$", input,
      { service = service, headers = { ["X-Amz-Target"] = target } })
   return output, failure and failure.__type, failure and emulator.text(failure)
end

local function get_resources(fixture, input)
   return call(fixture, "tagging", "ResourceGroupsTaggingAPI_20170126.GetResources", input)
end

local function quotas(fixture, operation, input)
   return call(fixture, "servicequotas", "ServiceQuotasV20190624." .. operation, input)
end

describe("emulated GetResources", function()
   local fixture

   before_each(function()
      local fleet = { services = { { cluster = "c", name = "web", tags = { team = "web" } } },
         tables = { { name = "orders", tags = { team = "shop", env = "prod" } } }, endpoints = {} }
      for i = 1, 120 do
         fleet.endpoints[i] = { name = ("e%03d"):format(i),
            tags = { team = i % 2 == 0 and "even" or "odd", env = i <= 10 and "prod" or "test" } }
      end
      fleet.endpoints[121] = { name = "untagged" }
      fixture = sagemaker.new { seed_fleet = fleet }
   end)

   local function names(input)
      local list, output = {}, nil
      repeat
         input.PaginationToken = output and output.PaginationToken
         output = assert(get_resources(fixture, input))
         for _, item in ipairs(output.ResourceTagMappingList) do
            list[#list + 1] = item.ResourceARN:match "[^:/]+$"
         end
      until output.PaginationToken == ""
      return list
   end

   it("lists what has tags, page by page", function()
      local first = get_resources(fixture, {})
      assert.equal(50, #first.ResourceTagMappingList)
      assert.equal(122, #names {})
      assert.equal(122, #names { ResourcesPerPage = 7 })
   end)

   it("filters by tags and types", function()
      assert.same({ "e002", "e004", "e006", "e008", "e010" }, names { TagFilters = {
         { Key = "team", Values = { "even" } }, { Key = "env", Values = { "prod" } } } })
      assert.equal(120, #names { ResourceTypeFilters = { "sagemaker:endpoint" } })
      assert.equal(120, #names { ResourceTypeFilters = { "sagemaker" } })
      assert.same({ "web" }, names { ResourceTypeFilters = { "ecs" } })
      assert.equal(121, #names { TagFilters = { { Key = "env" } } })
      assert.same({ "orders", "web" }, names { TagFilters = {
         { Key = "team", Values = { "web", "shop" } } } })
   end)

   it("gives the tags of certain resources", function()
      local arn = "arn:aws:sagemaker:eu-west-1:111122223333:endpoint/"
      local output = get_resources(fixture, { ResourceARNList = { arn .. "e001", arn .. "no" } })
      assert.same({ { ResourceARN = arn .. "e001", Tags = { { Key = "env", Value = "prod" },
         { Key = "team", Value = "odd" } } } }, output.ResourceTagMappingList)
   end)

   it("shows scalable targets too", function()
      assert(emulator.register(fixture, "e001", { Tags = { owner = "me" },
         ResourceId = "endpoint/e001/variant/AllTraffic" }))
      assert.equal(1, #names { ResourceTypeFilters = { "application-autoscaling" } })
   end)

   it("refuses what does not go together", function()
      local function refused(code, input)
         local _, found = get_resources(fixture, input)
         assert.equal(code, found)
      end
      refused("InvalidParameterException", { ResourcesPerPage = 101 })
      refused("InvalidParameterException",
         { ResourceARNList = { "arn:aws:x" }, ResourcesPerPage = 5 })
      refused("InvalidParameterException", { TagFilters = { { Values = { "a" } } } })
      refused("PaginationTokenExpiredException", { PaginationToken = "bad" })
      local token = get_resources(fixture, {}).PaginationToken
      refused("PaginationTokenExpiredException", { PaginationToken = token,
         ResourceTypeFilters = { "ecs" } })
   end)
end)

describe("emulated Service Quotas", function()
   local fixture = sagemaker.new { seed_fleet = { quotas = { ["ml.g5.xlarge"] = 4 },
      endpoints = { { name = "e", instance_type = "ml.g5.xlarge", count = 3 } } } }

   local function find(name)
      local token
      repeat
         local output = assert(quotas(fixture, "ListServiceQuotas",
            { ServiceCode = "sagemaker", NextToken = token }))
         for _, quota in ipairs(output.Quotas) do
            if quota.QuotaName == name then return quota end
         end
         token = output.NextToken
      until not token
   end

   it("lists the instances that endpoints may have, by type", function()
      assert.equal(1000, find("ml.m5.xlarge for endpoint usage").Value)
      local quota = find "ml.g5.xlarge for endpoint usage"
      assert.equal(4, quota.Value)
      local code = { ServiceCode = "sagemaker", QuotaCode = quota.QuotaCode }
      assert.equal(4, quotas(fixture, "GetServiceQuota", code).Quota.Value)
      assert.equal(1000, quotas(fixture, "GetAWSDefaultServiceQuota", code).Quota.Value)
      assert.equal(quota.QuotaArn, quotas(fixture, "ListServiceQuotas", code).Quotas[1].QuotaArn)
   end)

   it("holds endpoints to them", function()
      local _, code, text = sagemaker.call(fixture, "UpdateEndpointWeightsAndCapacities",
         { EndpointName = "e", DesiredWeightsAndCapacities = {
            { VariantName = "AllTraffic", DesiredInstanceCount = 5 } } })
      assert.equal("ResourceLimitExceeded", code)
      assert.matches("is 4 Instances, with current utilization of 3 Instances", text)
   end)

   it("knows what it does not have", function()
      local _, code = quotas(fixture, "GetServiceQuota",
         { ServiceCode = "sagemaker", QuotaCode = "L-00000000" })
      assert.equal("NoSuchResourceException", code)
      _, code = quotas(fixture, "ListServiceQuotas", { ServiceCode = "nothing" })
      assert.equal("NoSuchResourceException", code)
      _, code = quotas(fixture, "ListServiceQuotas", { ServiceCode = "sagemaker", NextToken = "x" })
      assert.equal("InvalidPaginationTokenException", code)
   end)
end)

describe("a fleet", function()
   local fleet = require "moontide.emulator.fleet"

   local function problems(given)
      local ok, err = pcall(fleet.read, given)
      assert.is_false(ok)
      assert.equal(64, err.exit_code)
      return err.message
   end

   it("has ECS services and DynamoDB tables, whose targets register", function()
      local fixture = sagemaker.new { seed_fleet = {
         services = { { cluster = "c", name = "web", desired = 1 } },
         tables = { { name = "t", read = 50, indexes = { { name = "i" } } } } } }
      assert(emulator.register(fixture, "", { ServiceNamespace = "ecs", MinCapacity = 2,
         ScalableDimension = "ecs:service:DesiredCount", ResourceId = "service/c/web" }))
      assert(emulator.register(fixture, "", { ServiceNamespace = "dynamodb", MaxCapacity = 20,
         ScalableDimension = "dynamodb:table:ReadCapacityUnits", ResourceId = "table/t" }))
      assert(emulator.register(fixture, "", { ServiceNamespace = "dynamodb",
         ScalableDimension = "dynamodb:index:WriteCapacityUnits", MaxCapacity = 9,
         ResourceId = "table/t/index/i" }))
      local _, failure = emulator.register(fixture, "", { ServiceNamespace = "dynamodb",
         ScalableDimension = "dynamodb:index:WriteCapacityUnits",
         ResourceId = "table/t/index/j" })
      assert.equal("DynamoDB index does not exist: table/t/index/j", emulator.text(failure))
      local function activity(namespace)
         return emulator.call(fixture, "DescribeScalingActivities",
            { ServiceNamespace = namespace }).ScalingActivities[1].Description
      end
      assert.equal("Setting desired count to 2.", activity "ecs")
      assert.equal("Setting read capacity units to 20.", activity "dynamodb")
   end)

   it("is planted in each account and Region, or where an item says", function()
      local fixture = sagemaker.new { seed_fleet = { { name = "all" },
         { name = "west", regions = { "us-west-2" } } } }
      local function names(region)
         local list = {}
         for i, endpoint in ipairs(sagemaker.call(fixture, "ListEndpoints", { SortBy = "Name",
            SortOrder = "Ascending" }, { region = region }).Endpoints) do
            list[i] = endpoint.EndpointName
         end
         return list
      end
      assert.same({ "all" }, names "eu-west-1")
      assert.same({ "all", "west" }, names "us-west-2")
   end)

   it("has endpoints in any state, with counts of zero", function()
      local fixture = sagemaker.new { seed_fleet = { { name = "creating", status = "Creating" },
         { name = "updating", status = "Updating" }, { name = "failed", status = "Failed" },
         { name = "idle", async = true, count = 0 },
         { name = "chat", managed = { min = 0, max = 2 }, count = 0,
            components = { { name = "llama", copies = 0 } } } } }
      assert.equal("Creating", sagemaker.describe(fixture, "creating").EndpointStatus)
      assert.equal("Updating", sagemaker.describe(fixture, "updating").EndpointStatus)
      assert.equal("Failed", sagemaker.describe(fixture, "failed").EndpointStatus)
      assert.equal(0, sagemaker.variant(fixture, "idle").CurrentInstanceCount)
      assert.equal(0, sagemaker.variant(fixture, "chat").CurrentInstanceCount)
      local found = sagemaker.call(fixture, "DescribeInferenceComponent",
         { InferenceComponentName = "llama" })
      assert.same({ DesiredCopyCount = 0, CurrentCopyCount = 0 }, found.RuntimeConfig)
      sagemaker.wait(fixture)
      assert.equal("InService", sagemaker.describe(fixture, "creating").EndpointStatus)
   end)

   it("brings results of the inference recommender", function()
      local fixture = sagemaker.new { seed_fleet = {
         recommendations = { job = { invocations = 600, endpoint = "e" } } } }
      local found = sagemaker.call(fixture, "GetScalingConfigurationRecommendation", {
         InferenceRecommendationsJobName = "job", TargetCpuUtilizationPerCore = 50,
         ScalingPolicyObjective = { MinInvocationsPerMinute = 100,
            MaxInvocationsPerMinute = 3000 } })
      local dynamic = found.DynamicScalingConfiguration
      assert.same({ 1, 10 }, { dynamic.MinCapacity, dynamic.MaxCapacity })
      assert.equal(300, dynamic.ScalingPolicies[1].TargetTracking.TargetValue)
   end)

   it("says all that is wrong with it", function()
      assert.equal("the fleet has mistakes:\n"
         .. "   fleet.endpoints[1].count must be a whole number, 0 or more, not 1.5\n"
         .. "   fleet.endpoints[1]: unknown key 'instancetype', did you mean 'instance_type'?\n"
         .. "   fleet.endpoints[2]: name is missing\n"
         .. "   fleet: unknown key 'endpoint', did you mean 'endpoints'?",
         problems { endpoint = {}, endpoints = { { name = "a", instancetype = "x", count = 1.5 },
            {} } })
      assert.matches("'m5.large' is no instance type",
         problems { { name = "a", instance_type = "m5.large" } })
      assert.matches("Cannot create already existing endpoint",
         problems { { name = "a" }, { name = "a", config = "b" } })
      assert.matches("'a_b' at 'endpointConfigName'", problems { { name = "a_b", config = "a_b" } })
      assert.matches("status Gone is none of", problems { { name = "a", status = "Gone" } })
      assert.matches("less than or equal to MaxConcurrency", problems { { name = "a", serverless =
         { memory = 1024, max_concurrency = 1, provisioned_concurrency = 2 } } })
   end)

   it("is read from a Lua or a JSON file", function()
      local path = os.tmpname()
      local function write(text)
         local file <close> = assert(io.open(path, "w"))
         file:write(text)
      end
      write 'local list = {} for i = 1, 3 do list[i] = { name = "e" .. i } end return list'
      assert.equal(3, #fleet.read(path).endpoints)
      write '{"endpoints": [{"name": "j", "count": 2}]}'
      assert.equal(2, fleet.read(path).endpoints[1].count)
      for text, problem in pairs { ["return 7"] = "must be a table, not a number",
         ["retrun"] = "syntax error", ["{"] = "fleet cannot be read",
         ["error 'oh'"] = "oh", ["\27Lua"] = "attempt to load a binary chunk" } do
         write(text)
         assert.matches(problem, problems(path))
      end
      os.remove(path)
      assert.matches("No such file", problems(path))
   end)
end)
