-- Applying against an emulator that is slow, late, or refuses: order, patience, isolation.
local apply = require "moontide.deploy.apply"
local causes = require "moontide.deploy.causes"
local control = require "support.control"
local fleet = require "support.fleet"
local json = require "moontide.json"
local journal = require "moontide.deploy.journal"
local plan = require "moontide.deploy.plan"
local task = require "moontide.task"

local function targets(count, members)
   local list = {}
   for i = 1, count do
      list[i] = fleet.target(("ranker-%03d"):format(i), members or {
         policies = { fleet.track("inv", 70), fleet.step("burst", 1) },
         schedules = { fleet.action("night", "cron(0 22 * * ? *)", 1, 4) } })
   end
   return list
end

local function counters(emulator)
   return json.decode(control.ask(emulator.port, "GET", "counters"))
end

local function plan_and_apply(deployment, options)
   local made, result
   task.run(function()
      made = plan.make(deployment, options)
      result = apply.run(made)
   end)
   return made, result
end

describe("a plan", function()
   it("reads by listing", function()
      local emulator <close> = fleet.emulator()
      local deployment = fleet.deployment(targets(60), { name = "rankers" })
      plan_and_apply(deployment, { with_capacity = false })
      control.ask(emulator.port, "POST", "reset?counters")
      task.run(function() plan.make(deployment) end)
      local operations = counters(emulator).operations
      assert.equal(2, operations.DescribeScalableTargets)   -- 60 targets, 50 a page
      assert.equal(12, operations.DescribeScalingPolicies)  -- 120 policies, 10 a page
      assert.equal(2, operations.DescribeScheduledActions)  -- 60 actions, 50 a page
      assert.equal(1, operations.GetResources)              -- 100 a page
   end)

   it("asks for chunks of resource ids side by side where nothing is owned", function()
      local emulator <close> = fleet.emulator { latency_ms = 30 }
      local deployment = fleet.deployment(targets(120, {}))
      local made
      task.run(function() made = plan.make(deployment, { with_capacity = false }) end)
      assert.equal(120, made.summary.register)
      assert.equal(3, counters(emulator).operations.DescribeScalableTargets)
      assert.is_true(counters(emulator).peak_in_flight >= 3)
   end)

   it("of a listing that fails means nothing", function()
      local emulator <close> = fleet.emulator()
      local deployment = fleet.deployment(targets(12), { name = "rankers",
         regions = { "eu-west-1", "us-east-1" } })
      plan_and_apply(deployment, { with_capacity = false })
      -- The second page of policies is denied in one Region: not one of its targets may go.
      local second <close> = fleet.emulator { faults = { "denied:operation=DescribeScalingPolicies,"
         .. "region=us-east-1,skip=1" } }
      plan_and_apply(deployment, { with_capacity = false })
      local made
      task.run(function()
         made = plan.make(fleet.deployment({}, { name = "rankers",
            regions = { "eu-west-1", "us-east-1" } }), { prune = true })
      end)
      assert.equal(12, made.summary.remove)
      assert.equal(1, made.summary.failed_cells)
      for _, group in ipairs(made.groups) do assert.equal("eu-west-1", group.cell) end
      assert.equal("AccessDeniedException", made.cells[2].error.code)
      assert.is_truthy(emulator and second)
   end)
end)

describe("an apply", function()
   it("has one call at a time for each target, and many targets side by side", function()
      local emulator <close> = fleet.emulator { latency_ms = 15 }
      local _, result = plan_and_apply(fleet.deployment(targets(10)), { with_capacity = false })
      assert.equal(10, result.done)
      local seen = counters(emulator)
      assert.is_nil(seen.errors.ConcurrentUpdateException)
      assert.is_true(seen.peak_in_flight >= 8)
   end)

   it("sends one target of a namespace goes first, for it makes the role", function()
      local emulator <close> = fleet.emulator { latency_ms = 2 } -- luacheck: ignore 211
      local directory = os.tmpname()
      os.remove(directory)
      task.run(function()
         local made = plan.make(fleet.deployment(targets(5)), { with_capacity = false })
         apply.run(made, { journal = journal.create { action = "apply", directory = directory } })
      end)
      local read = journal.read(journal.list(directory)[1])
      local first = read.calls[1].resource_id
      for id = 1, 4 do assert.equal(first, read.calls[id].resource_id) end
      assert.not_equal(first, read.calls[5].resource_id)
      os.execute("rm -r '" .. directory .. "'")
   end)

   it("waits for a role that cannot be assumed yet", function()
      local emulator <close> = fleet.emulator { -- luacheck: ignore 211
         faults = { "iam-lag:operation=RegisterScalableTarget,count=1" } }
      local _, result = plan_and_apply(fleet.deployment(targets(2, {})), { with_capacity = false })
      assert.equal(2, result.done)
   end)

   it("waits for its own registration to be seen", function()
      local emulator <close> = fleet.emulator { consistency_ms = 300 }
      local _, result = plan_and_apply(fleet.deployment(targets(3)), { with_capacity = false })
      assert.equal(3, result.done)
      assert.is_true(counters(emulator).errors.ObjectNotFoundException > 0)
   end)

   it("takes what is gone for removed", function()
      local emulator <close> = fleet.emulator() -- luacheck: ignore 211
      local deployment = fleet.deployment(targets(2), { name = "rankers" })
      plan_and_apply(deployment, { with_capacity = false })
      local result
      task.run(function()
         local left = fleet.deployment({ fleet.target "ranker-001" }, { name = "rankers" })
         local made = plan.make(left, { prune = true, with_capacity = false })
         assert.equal(1, made.summary.remove)
         local aas = require("moontide").client "application-autoscaling"
         local id = { ServiceNamespace = "sagemaker",
            ScalableDimension = "sagemaker:variant:DesiredInstanceCount" }
         id.ResourceId = "endpoint/ranker-002/variant/main"
         aas:deregister_scalable_target(id)
         id.ResourceId, id.PolicyName = "endpoint/ranker-001/variant/main", "inv"
         aas:delete_scaling_policy(id)
         result = apply.run(made)
      end)
      assert.equal(2, result.done)
      assert.equal(0, result.failed)
   end)

   it("leaves what fails to its own target", function()
      local emulator <close> = fleet.emulator { -- luacheck: ignore 211
         faults = { "denied:operation=PutScalingPolicy,count=1" } }
      local made, result = plan_and_apply(fleet.deployment(targets(4)), { with_capacity = false })
      assert.same({ 3, 1 }, { result.done, result.failed })
      assert.equal(5, apply.exit_code(made, result))
      for _, outcome in ipairs(result.outcomes) do
         if outcome.state == "failed" then
            assert.equal("policy", outcome.change.kind)
            assert.equal("AccessDeniedException", outcome.error.code)
            assert.equal(1, outcome.calls)
         end
      end
   end)

   it("knows that one cell's failure never stops another", function()
      local emulator <close> = fleet.emulator { -- luacheck: ignore 211
         faults = { "denied:region=us-east-1" } }
      local made, result = plan_and_apply(fleet.deployment(targets(3), {
         regions = { "eu-west-1", "us-east-1", "us-west-2" } }), { with_capacity = false })
      assert.equal(1, made.summary.failed_cells)
      assert.equal(6, result.done)
      assert.equal(5, apply.exit_code(made, result))
   end)

   it("has the first error's exit code if nothing was done", function()
      local emulator <close> = fleet.emulator { -- luacheck: ignore 211
         faults = { "denied:operation=RegisterScalableTarget" } }
      local made, result = plan_and_apply(fleet.deployment(targets(2)), { with_capacity = false })
      assert.equal(2, result.failed)
      assert.equal(4, apply.exit_code(made, result))
   end)
end)

describe("the report", function()
   it("names cause and fix for what AWS says", function()
      local texts <const> = {
         { "ValidationException", "User is missing the following permissions: a:B",
            "your own rights" },
         { "ValidationException", "Unable to assume IAM role", "service%-linked role" },
         { "ValidationException", "Could not find endpoint \"x\".", "does not exist" },
         { "ValidationException", "something else", "as it is" },
         { "LimitExceededException", "too many", "quota" },
         { "FailedResourceAccessException", "… Rate exceeded (Service: AmazonCloudWatch",
            "3 a second" },
         { "FailedResourceAccessException", "is not authorized to perform", "alarms for you" },
         { "AccessDeniedException", "no", "may not" },
         { "ConcurrentUpdateException", "pending", "same target" },
      }
      for _, row in ipairs(texts) do
         local found = assert(causes.of { code = row[1], message = row[2] }, row[1])
         assert.matches(row[3], found.cause)
         assert.is_true(#found.fix > 0)
      end
      assert.is_nil(causes.of { code = "SomethingNew", message = "x" })
      assert.is_nil(causes.of "text")
   end)
end)

describe("an undo", function()
   local deployments = require "support.deployments"
   local undo = require "moontide.deploy.undo"
   local script <const> = [[
      deployment { name = "rankers", prune = true }
      target "endpoint/ranker/variant/main" { min = 1, max = 8,
         step "backlog" { steps = { { above = %d, change = 1 } }, alarm = { name = "rb",
            metric = { name = "Backlog", namespace = "mine", statistic = "Average" },
            comparison = ">=", threshold = %d } } }]]

   local function alarm()
      local found = require("moontide").client("cloudwatch"):describe_alarms {
         AlarmNames = { "rb" } }.MetricAlarms[1]
      return found and ("%d %d"):format(found.Threshold, #(found.AlarmActions or {}))
   end

   local function journalled(deployment, options, directory)
      local made = journal.create { action = "apply", directory = directory }
      local result = apply.run(plan.make(deployment, options), { journal = made })
      assert.equal(0, result.failed, tostring(result.outcomes[1] and result.outcomes[1].error))
      return made.path
   end

   it("brings alarms back, and policies to the alarms that called them", function()
      local emulator <close> = fleet.emulator() -- luacheck: ignore 211
      local directory = os.tmpname()
      os.remove(directory)
      local function take_back(path)
         journalled(undo.deployment(path), { is_exact = true }, directory)
      end
      task.run(function()
         local first = journalled(deployments.load(script:format(10, 10)), nil, directory)
         assert.equal("10 1", alarm())
         local second = journalled(deployments.load(script:format(20, 20)), nil, directory)
         assert.equal("20 1", alarm())
         take_back(second)
         assert.equal("10 1", alarm())
         local third = journalled(deployments.load 'deployment { name = "rankers", prune = true }',
            nil, directory)
         assert.equal("10 0", alarm())
         take_back(third)
         assert.equal("10 1", alarm())
         assert.equal(0, plan.make(deployments.load(script:format(10, 10))).summary.changes)
         take_back(first)
      end)
      os.execute("rm -r '" .. directory .. "'")
   end)
end)
