-- Comparing without a service: what counts as different, and in which order changes are made.
local desired = require "moontide.deploy.desired"
local diff = require "moontide.deploy.diff"
local fields = require "moontide.deploy.fields"
local firings = require "moontide.deploy.firings"
local fleet = require "support.fleet"
local groups = require "moontide.deploy.groups"
local identity = require "moontide.deploy.identity"

local function wanted(members, deployment)
   return desired.target(fleet.target("ranker", members), deployment or {})
end

local function live(members)
   local target = { namespace = "sagemaker", resource_id = "endpoint/ranker/variant/main",
      dimension = "sagemaker:variant:DesiredInstanceCount", min = 1, max = 4, arn = "arn:x",
      suspended = { dynamic_in = false, dynamic_out = false, scheduled = false }, policies = {},
      schedules = {}, tags = {} }
   for key, value in pairs(members or {}) do target[key] = value end
   return target
end

local function by_name(...)
   local records = {}
   for _, record in ipairs { ... } do records[record.name] = record end
   return records
end

local function told(changes)
   local list = {}
   for i, change in ipairs(changes) do
      list[i] = ("%s %s%s"):format(change.verb, change.kind,
         change.name and " " .. change.name or "")
   end
   return list
end

describe("a difference", function()
   it("is none where members have their defaults", function()
      local policy = fleet.track("inv", 70, { ScaleInCooldown = 300, DisableScaleIn = false })
      local changes = diff.target(wanted { policies = { policy } },
         live { policies = by_name(fleet.track("inv", 70.0)) }, {})
      assert.same({}, changes)
   end)

   it("is none in the order of what has no order", function()
      local function own(a, b)
         return fleet.track("own", 5, { PredefinedMetricSpecification = false,
            CustomizedMetricSpecification = { MetricName = "m", Namespace = "n",
               Statistic = "Sum", Dimensions = { a, b } } })
      end
      local first, second = { Name = "A", Value = "1" }, { Name = "B", Value = "2" }
      local one, two = own(first, second), own(second, first)
      one.config.PredefinedMetricSpecification, two.config.PredefinedMetricSpecification = nil, nil
      assert.same({}, (diff.target(wanted { policies = { one } },
         live { policies = by_name(two) }, {})))
   end)

   it("is none in what is not said", function()
      local target = wanted()
      target.min, target.max = nil, nil
      assert.same({}, (diff.target(target, live { min = 0, max = 0 }, {})))
   end)

   it("knows nil from 0", function()
      local action = fleet.action("a", "rate(1 day)", 0, nil)
      local changes = diff.target(wanted { schedules = { action } },
         live { schedules = by_name(fleet.action("a", "rate(1 day)", nil, 0)) }, {})
      assert.same({ "replace schedule a" }, told(changes))
      changes = diff.target(wanted { min = 0, max = 0 }, live(), {})
      assert.same({ { path = "min", old = 1, new = 0 }, { path = "max", old = 4, new = 0 } },
         changes[1].fields)
   end)

   it("is none in tags for a target without an ARN", function()
      local target = wanted({}, { name = "rankers" })
      local without = live()
      without.arn = nil
      local group = groups.wanted({ name = "x" }, target, without, { name = "rankers",
         adopt = true, now = 0 }, {})
      assert.equal("unchanged", group.state)
      assert.matches("cannot be tagged", group.notes[1])
   end)

   it("leaves AWS's own tags alone", function()
      assert.same({}, (diff.target(wanted { tags = { a = "1" } },
         live { tags = { a = "1", ["aws:cloudformation:stack-name"] = "s" } }, {})))
   end)
end)

describe("changes", function()
   it("come in the order in which they can be made", function()
      local changes = diff.target(wanted { min = 2, tags = { a = "1" },
         policies = { fleet.track("new", 70), fleet.step("burst") },
         schedules = { fleet.action("night", "rate(1 day)", 1, 2) } },
         live { policies = by_name(fleet.track("old", 50)) }, { prune = true })
      assert.same({ "update target", "delete policy old", "create policy new",
         "create policy burst", "create schedule night", "update tags" }, told(changes))
   end)

   it("remove only where that is wanted, and tell the rest", function()
      local existing = live { policies = by_name(fleet.step "mine"),
         schedules = by_name(fleet.action("theirs", "rate(1 day)", 1)) }
      local changes, unmanaged = diff.target(wanted(), existing, {})
      assert.same({}, changes)
      assert.same({ "delete policy mine", "delete schedule theirs" }, told(unmanaged))
      changes, unmanaged = diff.target(wanted(), existing, { prune = true })
      assert.same({ "delete policy mine", "delete schedule theirs" }, told(changes))
      assert.same({}, unmanaged)
   end)
end)

describe("bounds in effect", function()
   local night = fleet.action("night", "cron(0 22 * * ? *)", 1, 2)
   local morning = fleet.action("morning", "cron(0 6 * * ? *)", 2, 12)
   local noon, midnight <const> = 1890820800, 1890864000

   it("are those of the action that ran last", function()
      assert.equal("morning", firings.in_effect(by_name(night, morning), noon).max.action)
      assert.equal("night", firings.in_effect(by_name(night, morning), midnight).min.action)
   end)

   it("are none before an action has been made", function()
      local young = fleet.action("night", "cron(0 22 * * ? *)", 1, 2)
      young.created_at = midnight - 60
      assert.same({}, firings.in_effect(by_name(young), midnight - 30))
   end)
end)

describe("fields", function()
   it("are compared whole or part by part", function()
      local different, unchanged = fields.compare({ a = { b = 1, c = 2 }, StepAdjustments = { 1 } },
         { a = { b = 1, c = 3 }, StepAdjustments = { 1, 2 }, d = false })
      assert.same({ { path = "StepAdjustments", old = { 1 }, new = { 1, 2 } },
         { path = "a.c", old = 2, new = 3 }, { path = "d", new = false } }, different)
      assert.equal(1, unchanged)
   end)
end)

describe("targets", function()
   it("are sorted as people count", function()
      local list = {}
      for i, id in ipairs { "endpoint/a-10/variant/v", "endpoint/a-9/variant/v",
         "endpoint/a-9/variant/a", "endpoint/a-009/variant/v" } do
         list[i] = { namespace = "sagemaker", resource_id = id, dimension = "d" }
      end
      identity.sort(list)
      for i, target in ipairs(list) do list[i] = target.resource_id:match "a%-.*" end
      assert.same({ "a-9/variant/a", "a-009/variant/v", "a-9/variant/v", "a-10/variant/v" }, list)
   end)
end)
