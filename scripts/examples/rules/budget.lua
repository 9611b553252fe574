-- What the targets can come to in an hour at their max, by a table of prices; and that no single
-- one may exceed a ceiling. Prices are examples: put your own in their place.
local prices <const> = { ["ml.m5.large"] = 0.115, ["ml.m5.xlarge"] = 0.23, ["ml.g5.xlarge"] = 1.408,
   ["ml.p4d.24xlarge"] = 37.688 }
local ceiling <const> = 100 -- an hour, of one target

hook("validate", function(target)
   local price = prices[target.facts.instance_type]
   if not price or not target.max then return end
   local highest = target.max
   for _, action in ipairs(target.schedules) do
      highest = math.max(highest, action.max or 0)
   end
   local cost = price * highest
   if cost > ceiling then
      return deny(("%d × %s cost %.2f an hour; the ceiling is %d"):format(highest,
         target.facts.instance_type, cost, ceiling))
   elseif cost > ceiling / 2 then
      return warn(("%d × %s cost %.2f an hour"):format(highest, target.facts.instance_type, cost))
   end
end)
