-- --generate-cli-skeleton: an input to fill in, or an answer as it will look.
local core = require "moontide.core"
local ordered = require "moontide.ordered"

local M = {}

local function text_of(shape, name, is_output)
   if is_output then return name end
   return shape.enum and shape.enum[1] or ""
end

local SCALARS <const> = {
   integer = 0, long = 0, float = 0.0, double = 0.0, boolean = true, blob = core.null,
}

local fill

local function structure(shape, is_output, within)
   if (within[shape] or 0) > 1 then return {} end
   local members, keys = {}, {}
   for i, member in ipairs(shape.members) do
      keys[i] = member.name
      members[member.name] = fill(member.shape, member.name, is_output, within)
   end
   return ordered.object(members, keys)
end

function fill(shape, name, is_output, within)
   within[shape] = (within[shape] or 0) + 1
   local value
   if shape.type == "structure" then
      value = structure(shape, is_output, within)
   elseif shape.type == "list" then
      local name_of_item = is_output and shape.item.name or ""
      value = ordered.list { fill(shape.item, name_of_item, is_output, within) }
   elseif shape.type == "map" then
      value = { KeyName = fill(shape.item, "", is_output, within) }
   elseif shape.type == "timestamp" then
      value = "1970-01-01T00:00:00"
   elseif shape.type == "string" then
      value = text_of(shape, name, is_output)
   else
      value = SCALARS[shape.type]
   end
   within[shape] = within[shape] - 1
   return value
end

---@param shape table? nil: the operation has none
---@param is_output boolean?
---@return table
function M.of(shape, is_output)
   return shape and fill(shape, "", is_output, {}) or {}
end

return M
