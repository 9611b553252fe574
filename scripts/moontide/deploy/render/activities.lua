-- A scaling activity as people read it.
local values = require "moontide.deploy.render.values"

local M = {}

local function reasons_text(reasons)
   local parts = {}
   for i, reason in ipairs(reasons or {}) do
      local bounds = {}
      for _, name in ipairs { "CurrentCapacity", "MinCapacity", "MaxCapacity" } do
         if reason[name] then bounds[#bounds + 1] = ("%s %d"):format(name, reason[name]) end
      end
      parts[i] = reason.Code .. (bounds[1] and (" (%s)"):format(table.concat(bounds, ", ")) or "")
   end
   return table.concat(parts, ", ")
end

---@param row table       of DescribeScalingActivities
---@param subject string? what stands behind its state: whose activity it is
---@return string text    of several lines
function M.text(row, subject)
   local head = ("%s  %-11s %s"):format(values.instant(row.StartTime), row.StatusCode,
      subject or ""):gsub("%s+$", "")
   local lines = { head, "    " .. row.Description, "    cause: " .. row.Cause }
   if row.StatusMessage then lines[#lines + 1] = "    " .. row.StatusMessage end
   local reasons = reasons_text(row.NotScaledReasons)
   if reasons ~= "" then lines[#lines + 1] = "    not scaled: " .. reasons end
   return table.concat(lines, "\n") .. "\n"
end

return M
