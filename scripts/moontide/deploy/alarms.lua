-- CloudWatch alarms by their names, however many.
local M = {}

local NAMES_PER_CALL <const> = 100 -- AWS takes no more; a page has 50 by itself

---@param cell moontide.deploy.Cell
---@param names string[]
---@param take fun(alarm: table)
function M.read(cell, names, take)
   for first = 1, #names, NAMES_PER_CALL do
      local some = table.move(names, first, math.min(first + NAMES_PER_CALL - 1, #names), 1, {})
      for page in cell:pages("cloudwatch", "DescribeAlarms",
         { AlarmNames = some, MaxRecords = NAMES_PER_CALL }) do
         for _, alarm in ipairs(page.MetricAlarms or {}) do take(alarm) end
      end
   end
end

return M
