-- Hundreds of wrong scripts: each is refused without asking AWS, with all findings in one run, and
-- each finding has its line, its reason and what to do.
local core = require "moontide.core"
local deployments = require "support.deployments"
local findings_of = require "moontide.deploy.findings"
local loader = require "moontide.deploy.loader"
local review = require "moontide.deploy.review"
local rules = require "moontide.deploy.rules"

local now <const> = 1768435200 -- 2026-01-15

-- Names that scripts have, on the line that is theirs.
local prefix <const> = 'local V, V2, IC, INV = "endpoint/e/variant/v", "endpoint/f/variant/v", '
   .. '"inference-component/c", "SageMakerVariantInvocationsPerInstance"; '

local function check(case)
   local text = case[1]:sub(1, 1) == "\27" and case[1] or prefix .. case[1]
   local deployment, findings = loader.read { path = "fleet.lua", text = text, vars = case.vars,
      is_offline = case.is_offline }
   local more = review.run(deployment, { now = now })
   table.move(more, 1, #more, #findings + 1, findings)
   return findings_of.sorted(rules.explain(findings))
end

local function found(findings, severities)
   local list = {}
   for _, finding in ipairs(findings) do
      if severities[finding.severity] then
         local _, line = findings_of.place(finding.where)
         local place = finding.where == nil and ":?" or line and ":" .. line or ""
         list[#list + 1] = finding.rule .. place
      end
   end
   table.sort(list)
   return list
end

local function expected(case)
   local list = table.move(case, 2, #case, 1, {})
   table.sort(list)
   return list
end

local function assert_complete(finding, script)
   for _, member in ipairs { "reason", "fix", "message", "source" } do
      assert(type(finding[member]) == "string" and finding[member] ~= "",
         ("%s has no %s: %s"):format(finding.rule, member, script))
   end
end

local refusing <const> = { error = true, warning = true }
local all <const> = { error = true, warning = true, note = true }

local families <const> = { "wrong.language", "wrong.targets", "wrong.tracking", "wrong.steps",
   "wrong.schedules", "wrong.whole", "regretted.all" }

local results = {} -- family → its cases with what was found; specs run in any order

local function results_of(family)
   if not results[family] then
      results[family] = {}
      for i, case in ipairs(require("validate." .. family)) do
         results[family][i] = { case = case, findings = check(case) }
      end
   end
   return results[family]
end

-- What is not as the case says it, as lines.
local function differences(family, severities)
   local lines = {}
   for _, result in ipairs(results_of(family)) do
      local want, got = expected(result.case), found(result.findings, severities)
      if table.concat(want, " ") ~= table.concat(got, " ") then
         lines[#lines + 1] = ("%s\n   expected %s\n   found    %s"):format(result.case[1],
            table.concat(want, " "), table.concat(got, " "))
      end
   end
   return lines
end

for _, family in ipairs(families) do
   local is_wrong = family:find("^wrong") ~= nil
   describe(family:gsub("%.", " "), function()
      it("scripts get the findings they deserve, all of them", function()
         local lines = differences(family, is_wrong and refusing or all)
         assert(#lines == 0, table.concat(lines, "\n"))
      end)

      it(is_wrong and "scripts are refused" or "scripts are not refused", function()
         for _, result in ipairs(results_of(family)) do
            assert(findings_of.has_errors(result.findings) == is_wrong, result.case[1])
         end
      end)

      it("findings have place, reason, fix and source", function()
         for _, result in ipairs(results_of(family)) do
            for _, finding in ipairs(result.findings) do
               assert_complete(finding, result.case[1])
               assert.matches("^fleet%.lua", finding.where or "fleet.lua", nil, result.case[1])
            end
         end
      end)
   end)
end

describe("the built-in rules", function()
   it("are each shown by a script, and there are 200 wrong ones", function()
      local count, seen = 0, {}
      for _, name in ipairs { "hook-file", "hook-stopped", "alarms-of-account",
         "unused-variable" } do
         seen[name] = true -- below, or in other specs
      end
      for _, family in ipairs(families) do
         for _, result in ipairs(results_of(family)) do
            if family:find("^wrong") then count = count + 1 end
            for _, finding in ipairs(result.findings) do seen[finding.rule] = true end
         end
      end
      assert(count >= 200, count)
      local unseen = {}
      for _, rule in ipairs(rules.list) do
         if not seen[rule.name] then unseen[#unseen + 1] = rule.name end
      end
      assert.same({}, unseen)
   end)

   it("can each be switched off, per run, deployment and target", function()
      local script = 'target "endpoint/e/variant/v" { min = 5, max = 2, ignore_rules = '
         .. '{ "nothing-scales" } }'
      local deployment = loader.read { path = "f.lua", text = script }
      assert.equal(1, #rules.check(deployment, { now = now }))
      assert.same({}, rules.check(deployment, { now = now, ignore_rules = { "capacity-order" } }))
      deployment = loader.read { path = "f.lua", text = 'deployment { ignore_rules = '
         .. '{ "capacity-order" } }\n' .. script }
      assert.same({}, rules.check(deployment, { now = now }))
      local findings = rules.check(deployment, { now = now, ignore_rules = { "nothing-scale" } })
      assert.matches("did you mean 'nothing%-scales'", findings[1].message)
   end)

   it("have nothing to say of a good deployment", function()
      local deployment = deployments.load [[
deployment { name = "rankers", regions = { "us-east-1", "eu-west-1" } }
defaults { min = 2, max = 12, tags = { team = "ranking", ["cost-center"] = "42" } }
target "endpoint/ranker/variant/main" {
   track "SageMakerEndpointInvocationScalingPolicy" {
      metric = "SageMakerVariantInvocationsPerInstance", value = 600,
      scale_out_cooldown = 60, scale_in_cooldown = 300 },
   schedule "night"   { cron = "0 22 * * ? *", timezone = "Europe/Berlin", min = 1, max = 2 },
   schedule "morning" { cron = "0 6 * * ? *", timezone = "Europe/Berlin", min = 2, max = 12 },
}
target "inference-component/llm" { min = 0,
   track "copies" { metric = "SageMakerInferenceComponentInvocationsPerCopy", value = 5 },
   step "wake" { cooldown = 60, aggregation = "Maximum", steps = { { lower = 0, change = 1 } },
      alarm = { metric = "NoCapacityInvocationFailures", threshold = 1 } } }
target { resource_id = "endpoint/batch/variant/v", kind = "async" } { min = 0,
   track "backlog" { metric = "ApproximateBacklogSizePerInstance", value = 5 },
   step "wake" { steps = { { lower = 0, change = 1 } }, alarm = { evaluation_periods = 2,
      metric = "HasBacklogWithoutCapacity", threshold = 1 } } }
target "service/cluster/web" {
   track "cpu" { metric = "ECSServiceAverageCPUUtilization", value = 60 },
   track "math" { value = 10, metric = { expression = "queue / FILL(tasks, 1)", metrics = {
      queue = { name = "ApproximateNumberOfMessagesVisible", namespace = "AWS/SQS",
         statistic = "Sum", dimensions = { QueueName = "q" } },
      tasks = { name = "RunningTaskCount", namespace = "ECS/ContainerInsights",
         statistic = "Average" } } } } }
target "table/t" { dimension = "ReadCapacityUnits",
   track "read" { metric = "DynamoDBReadCapacityUtilization", value = 70 } }]]
      assert.same({}, deployments.lines(rules.check(deployment, { now = now })))
   end)

   it("know of live resources what the script does not say", function()
      local deployment = loader.read { path = "f.lua", text =
         'target "endpoint/e/variant/v" { min = 1, max = 2 }' }
      local findings = rules.check(deployment, { now = now, live = { facts = {
         ["endpoint/e/variant/v"] = { instance_type = "ml.t2.large" } } } })
      assert.equal("burstable-instance", findings[1].rule)
   end)

   it("warn of too many alarms", function()
      local deployment = { targets = {}, options = {}, regions = { "eu-west-1" } }
      for i = 1, 501 do
         local policies = {}
         for j = 1, 5 do
            policies[j] = { name = "p" .. j, type = "TargetTrackingScaling", where = "f.lua:1",
               config = { TargetValue = j, CustomizedMetricSpecification = { MetricName = "M" .. j,
                  Namespace = "N", Statistic = "Sum" } } }
         end
         deployment.targets[i] = { namespace = "ecs", dimension = "ecs:service:DesiredCount",
            resource_id = "service/c/s" .. i, min = 1, max = 2, policies = policies,
            schedules = {}, where = "f.lua:1" }
      end
      local findings = rules.check(deployment, { now = now })
      assert.equal("5010 alarms in eu-west-1", findings[1].message)
   end)

   it("check a thousand targets in a moment of computing", function()
      local deployment = deployments.load [[
for i = 1, 1000 do
   target(("service/c/s%d"):format(i)) { min = 2, max = 12,
      track "cpu" { metric = "ECSServiceAverageCPUUtilization", value = 60 },
      schedule "night" { cron = "0 22 * * ? *", timezone = "Europe/Berlin", min = 1, max = 2 },
      schedule "day" { cron = "0 6 * * ? *", timezone = "Europe/Berlin", min = 2, max = 12 } }
end]]
      local before = core.cpu_time()
      assert.same({}, rules.check(deployment, { now = now }))
      assert.is_true(core.cpu_time() - before < 5)
   end)
end)
