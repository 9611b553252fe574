-- Two records as a list of what differs between them: paths with the old and the new value. Pure.
local copies = require "moontide.deploy.copies"

local M = {}

---@class moontide.deploy.Field
---@field path string
---@field old any
---@field new any

-- Lists that say something only as a whole.
local is_whole <const> = { StepAdjustments = true, Dimensions = true, Metrics = true,
   MetricSpecifications = true, OKActions = true, InsufficientDataActions = true }

local function collect(value, path, leaves)
   for key, member in pairs(value) do
      local here = path and path .. "." .. key or key
      if type(member) == "table" and not is_whole[key] then
         collect(member, here, leaves)
      else
         leaves[here] = member
      end
   end
   return leaves
end

---Everything of a record, by path.
---@param record table?
---@return table<string, any>
function M.leaves(record)
   return collect(record or {}, nil, {})
end

-- By path; bounds in the order in which people say them.
local first <const> = { min = "\1", max = "\2" }

local function comes_before(a, b)
   return (first[a.path] or a.path) < (first[b.path] or b.path)
end

---What differs, sorted by path, and how much is the same.
---@param before table?
---@param after table?
---@return moontide.deploy.Field[] fields, integer unchanged
function M.compare(before, after)
   local old, new = M.leaves(before), M.leaves(after)
   local fields, unchanged = {}, 0
   for path, value in pairs(old) do
      if copies.equal(value, new[path]) then
         unchanged = unchanged + 1
      else
         fields[#fields + 1] = { path = path, old = value, new = new[path] }
      end
   end
   for path, value in pairs(new) do
      if old[path] == nil then fields[#fields + 1] = { path = path, new = value } end
   end
   table.sort(fields, comes_before)
   return fields, unchanged
end

return M
