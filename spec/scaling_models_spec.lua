-- The pure models of scaling, with the figures of AWS's guides.
local combine = require "moontide.scaling.combine"
local cooldown = require "moontide.scaling.cooldown"
local step = require "moontide.scaling.step"
local target_tracking = require "moontide.scaling.target_tracking"

describe("step scaling", function()
   -- The guide's example: alarms at 60 % and 40 %, capacity 10.
   local out = { AdjustmentType = "PercentChangeInCapacity", StepAdjustments = {
      { MetricIntervalLowerBound = 0, MetricIntervalUpperBound = 10, ScalingAdjustment = 0 },
      { MetricIntervalLowerBound = 10, MetricIntervalUpperBound = 20, ScalingAdjustment = 10 },
      { MetricIntervalLowerBound = 20, ScalingAdjustment = 30 },
   } }
   local removal = { AdjustmentType = "PercentChangeInCapacity", StepAdjustments = {
      { MetricIntervalLowerBound = -10, MetricIntervalUpperBound = 0, ScalingAdjustment = 0 },
      { MetricIntervalLowerBound = -20, MetricIntervalUpperBound = -10, ScalingAdjustment = -10 },
      { MetricIntervalUpperBound = -20, ScalingAdjustment = -30 },
   } }
   local function high(metric, current)
      return step.proposed(out, { values = { metric }, threshold = 60, is_above = true }, current)
   end
   local function low(metric, current)
      return step.proposed(removal, { values = { metric }, threshold = 40, is_above = false },
         current)
   end

   it("goes through the guide's numbers", function()
      assert.equal(10, high(65, 10))
      assert.equal(11, high(70, 10))
      assert.equal(14, high(80, 11))
      assert.equal(13, low(30, 14))
      assert.equal(10, low(20, 13))
   end)

   it("rounds towards zero, but not to it", function()
      for value, rounded in pairs { [12.7] = 12, [0.67] = 1, [-0.58] = -1, [-6.67] = -6, [3.3] = 3,
                                    [-1.4] = -1, [-3.9] = -3, [0] = 0, [1] = 1, [-1] = -1 } do
         assert.equal(rounded, step.round(value))
      end
   end)

   it("holds the lower bound above the threshold and the upper bound below it", function()
      local steps = {
         { MetricIntervalLowerBound = 0, MetricIntervalUpperBound = 10, ScalingAdjustment = 1 },
         { MetricIntervalLowerBound = 10, ScalingAdjustment = 2 },
      }
      assert.equal(1, step.pick(steps, 0, true).ScalingAdjustment)
      assert.equal(2, step.pick(steps, 10, true).ScalingAdjustment)
      assert.equal(1, step.pick(steps, 10, false).ScalingAdjustment)
      assert.is_nil(step.pick(steps, 0, false))
      assert.is_nil(step.pick(steps, -1, true))
   end)

   it("changes by number, by percent, or to a number", function()
      local change = { AdjustmentType = "ChangeInCapacity" }
      assert.equal(13, step.adjust(change, 10, 3))
      assert.equal(0, step.adjust(change, 2, -5))
      assert.equal(4, step.adjust({ AdjustmentType = "ExactCapacity" }, 10, 4))
      local percent = { AdjustmentType = "PercentChangeInCapacity", MinAdjustmentMagnitude = 2 }
      assert.equal(30, step.adjust(percent, 10, 200))
      assert.equal(12, step.adjust(percent, 10, 10))
      assert.equal(8, step.adjust(percent, 10, -10))
      assert.equal(10, step.adjust(percent, 10, 0))
      assert.equal(0, step.adjust(percent, 0, 50))
   end)

   it("aggregates the datapoints as the policy says", function()
      assert.equal(2, step.aggregate(nil, { 1, 2, 3 }))
      assert.equal(1, step.aggregate("Minimum", { 1, 2, 3 }))
      assert.equal(3, step.aggregate("Maximum", { 1, 2, 3 }))
      assert.is_nil(step.proposed({ StepAdjustments = {}, AdjustmentType = "ExactCapacity" },
         { values = { 1 }, threshold = 0, is_above = true }, 1))
      assert.is_true(step.is_above "GreaterThanOrEqualToThreshold")
      assert.is_false(step.is_above "LessThanThreshold")
   end)
end)

describe("target tracking", function()
   local function alarms(changes)
      local tracking = {
         resource_id = "endpoint/e/variant/v", policy_arn = "ARN", created_by = "ME",
         target = 1500, metric = { Namespace = "AWS/SageMaker", MetricName = "M", Statistic = "Sum",
                                   Dimensions = { { Name = "EndpointName", Value = "e" } } },
      }
      for name, value in pairs(changes or {}) do
         tracking[name] = value
      end
      local count = 0
      return target_tracking.alarms(tracking, function()
         count = count + 1
         return "id" .. count
      end)
   end

   it("stands for two alarms", function()
      local list = alarms()
      assert.equal(2, #list)
      assert.same({
         AlarmName = "TargetTracking-endpoint/e/variant/v-AlarmHigh-id1",
         AlarmDescription =
            "DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ARN:createdBy/ME.",
         ActionsEnabled = true, AlarmActions = { "ARN:createdBy/ME" },
         ComparisonOperator = "GreaterThanThreshold", Threshold = 1500, EvaluationPeriods = 3,
         Namespace = "AWS/SageMaker", MetricName = "M", Statistic = "Sum", Period = 60,
         Dimensions = { { Name = "EndpointName", Value = "e" } },
      }, list[1])
      assert.equal("TargetTracking-endpoint/e/variant/v-AlarmLow-id2", list[2].AlarmName)
      assert.equal("LessThanThreshold", list[2].ComparisonOperator)
      assert.equal(1350, list[2].Threshold)
      assert.equal(15, list[2].EvaluationPeriods)
   end)

   it("has periods that its metric's resolution allows", function()
      local list = alarms { pattern = "high_resolution" }
      assert.same({ 10, 3, 10, 90 }, { list[1].Period, list[1].EvaluationPeriods,
         list[2].Period, list[2].EvaluationPeriods })
      assert.equal(2, alarms({ pattern = "short" })[1].EvaluationPeriods)
   end)

   it("has no low alarm if it must not remove", function()
      assert.equal(1, #alarms { disable_scale_in = true })
   end)

   it("hands metric math on", function()
      local high = alarms { metric = { Metrics = {
         { Id = "a", MetricStat = { Metric = { MetricName = "M", Namespace = "N" }, Stat = "Sum" },
           ReturnData = false },
         { Id = "e", Expression = "a / 2" },
      } } }[1]
      assert.is_nil(high.Period)
      assert.equal(60, high.Metrics[1].MetricStat.Period)
      assert.is_false(high.Metrics[1].ReturnData)
      assert.is_true(high.Metrics[2].ReturnData)
   end)

   it("adds in proportion", function()
      assert.equal(4, target_tracking.scale_out(1, 280, 70))
      assert.equal(3, target_tracking.scale_out(2, 71, 70))
      assert.equal(3, target_tracking.scale_out(3, 70, 70))
      assert.equal(3, target_tracking.scale_out(3, 10, 70))
      assert.equal(7, target_tracking.scale_out(7, 0.1 + 0.2, 0.3)) -- not 8 for a last bit
   end)

   it("cannot leave zero, unless the metric is a whole backlog", function()
      assert.equal(0, target_tracking.scale_out(0, 500, 5))
      assert.equal(3, target_tracking.scale_out(0, 12, 5, true))
      assert.equal(0, target_tracking.scale_out(0, 4, 5, true))
   end)

   it("removes only what is not needed", function()
      assert.same({ 2, false }, { target_tracking.scale_in(4, 35, 70) })
      assert.same({ 3, false }, { target_tracking.scale_in(4, 36, 70) })
      assert.same({ 5, true }, { target_tracking.scale_in(5, 60, 70) })
      assert.same({ 1, true }, { target_tracking.scale_in(1, 1, 70) })
      assert.same({ 0, false }, { target_tracking.scale_in(1, 0, 70) })
      assert.same({ 0, false }, { target_tracking.scale_in(0, 0, 70) })
      assert.same({ 2, true }, { target_tracking.scale_in(2, 700, 70) })
   end)
end)

describe("cooldown", function()
   it("lets only the excess be added", function()
      -- The guide's case: +2, and within the cooldown a verdict of +3.
      local state = {}
      local base = cooldown.base(state, 0, 10)
      cooldown.added(state, 0, base, 300)
      assert.equal(13, cooldown.base(state, 60, 12) + 3)
      cooldown.added(state, 60, cooldown.base(state, 60, 12), 300)
      assert.equal(10, cooldown.base(state, 359, 13))
      assert.equal(13, cooldown.base(state, 360, 13))
   end)

   it("blocks removal after removal, until it is over or capacity is added", function()
      local state = {}
      assert.is_false(cooldown.blocks_removal(state, 0))
      cooldown.removed(state, 0, 300)
      assert.is_true(cooldown.blocks_removal(state, 299))
      assert.is_false(cooldown.blocks_removal(state, 300))
      cooldown.added(state, 100, 4, 300)
      assert.is_false(cooldown.blocks_removal(state, 101))
      cooldown.removed(state, 200, 0)
      assert.is_false(cooldown.blocks_removal(state, 200))
      assert.equal(5, cooldown.base(state, 200, 5))
   end)

   it("does not count what has been taken away again", function()
      local state = {}
      cooldown.added(state, 0, 10, 300)
      assert.equal(6, cooldown.base(state, 10, 6))
   end)

   it("has the defaults of its namespace", function()
      for namespace, seconds in pairs { sagemaker = 300, ecs = 300, elasticache = 600, dynamodb = 0,
                                        comprehend = 0, cassandra = 0, lambda = 0, kafka = 0,
                                        ["custom-resource"] = 300 } do
         assert.equal(seconds, cooldown.default(namespace))
      end
   end)
end)

describe("several policies", function()
   local function verdict(policy, direction, capacity, changes)
      local result = { policy = policy, is_tracking = true, direction = direction,
                       capacity = capacity }
      for name, value in pairs(changes or {}) do
         result[name] = value
      end
      return result
   end
   local step_kind = { is_tracking = false }
   local function winner(...)
      local decided = combine.decide { ... }
      return decided and decided.policy
   end

   it("add what the one asks for that asks for most", function()
      assert.equal("b", winner(verdict("a", "out", 5), verdict("b", "out", 7, step_kind),
         verdict("c", "in", 1)))
      assert.equal("a", winner(verdict("a", "out", 5), verdict("b", "unknown")))
   end)

   it("remove only if all that track agree, and then least", function()
      assert.equal("b", winner(verdict("a", "in", 2), verdict("b", "in", 3)))
      assert.is_nil(winner(verdict("a", "in", 2), verdict("b", "none")))
      assert.is_nil(winner(verdict("a", "in", 2), verdict("b", "unknown")))
      assert.equal("a", winner(verdict("a", "in", 2), verdict("b", "none", nil,
         { can_remove = false })))
      assert.is_nil(winner(verdict("a", "in", 2, { can_remove = false })))
   end)

   it("let steps remove without their leave", function()
      assert.equal("s", winner(verdict("a", "none"), verdict("s", "in", 1, step_kind)))
      assert.equal("a", winner(verdict("a", "in", 4), verdict("s", "in", 1, step_kind)))
      assert.equal("s", winner(verdict("a", "in", 4), verdict("b", "none"),
         verdict("s", "in", 1, step_kind)))
   end)

   it("stay within the target's limits, and say why nothing happens", function()
      assert.same({ 8 }, { combine.clamp(12, 4, 1, 8) })
      assert.same({ 8, "AlreadyAtMaxCapacity" }, { combine.clamp(12, 8, 1, 8) })
      assert.same({ 1, "AlreadyAtMinCapacity" }, { combine.clamp(0, 1, 1, 8) })
      assert.same({ 4, "AlreadyAtDesiredCapacity" }, { combine.clamp(4, 4, 1, 8) })
   end)
end)
