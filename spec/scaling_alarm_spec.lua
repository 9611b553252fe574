-- States of alarms, against the tables of the CloudWatch guide ("How alarm state is evaluated when
-- data is missing"). A line is the evaluation range, oldest first: 0 is fine, X breaches.
local alarm = require "moontide.scaling.alarm"

local function state_of(line, needed, missing, before)
   local values, age = {}, 0
   for mark in line:gsub(" ", ""):reverse():gmatch(".") do
      age = age + 1
      values[age] = mark == "X" and 10 or mark == "0" and 1 or nil
   end
   return alarm.evaluate({
      values = values, comparison = "GreaterThanThreshold", threshold = 5, periods = 3,
      needed = needed, missing = missing, state = before or "BEFORE",
   }).state
end

local function states(line, needed)
   local list = {}
   for i, missing in ipairs { "missing", "ignore", "breaching", "notBreaching" } do
      list[i] = state_of(line, needed, missing)
   end
   return table.concat(list, " ")
end

describe("an alarm of 3 out of 3", function()
   it("treats missing data as the guide says", function()
      assert.equal("OK OK OK OK", states("0 - X - X", 3))
      assert.equal("OK OK OK OK", states("0 - - - -", 3))
      assert.equal("INSUFFICIENT_DATA BEFORE ALARM OK", states("- - - - -", 3))
      assert.equal("ALARM ALARM ALARM ALARM", states("0 X X - X", 3))
      assert.equal("ALARM BEFORE ALARM OK", states("- - X - -", 3))
   end)

   it("needs all three", function()
      assert.equal("ALARM", state_of("0 0 X X X"))
      assert.equal("OK", state_of("X X X X 0"))
      assert.equal("OK", state_of("- - - X X"))
   end)
end)

describe("an alarm of 2 out of 3", function()
   it("treats missing data as the guide says", function()
      assert.equal("ALARM ALARM ALARM ALARM", states("0 - X - X", 2))
      assert.equal("ALARM ALARM ALARM ALARM", states("0 0 X 0 X", 2))
      assert.equal("OK OK ALARM OK", states("0 - X - -", 2))
      assert.equal("OK OK ALARM OK", states("- - - - 0", 2))
      assert.equal("ALARM BEFORE ALARM OK", states("- - - X -", 2))
   end)
end)

describe("a threshold", function()
   it("is crossed as the operator says", function()
      local function crossed(operator)
         local list = {}
         for i, value in ipairs { 4, 5, 6 } do
            list[i] = alarm.is_breaching(operator .. "Threshold", value, 5) and "x" or "-"
         end
         return table.concat(list)
      end
      assert.equal("--x", crossed "GreaterThan")
      assert.equal("-xx", crossed "GreaterThanOrEqualTo")
      assert.equal("x--", crossed "LessThan")
      assert.equal("xx-", crossed "LessThanOrEqualTo")
      assert.is_false(alarm.is_known "GreaterThanUpperThreshold")
   end)
end)
