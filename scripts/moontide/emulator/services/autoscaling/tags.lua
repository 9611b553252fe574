-- Tags of scalable targets: the rules that all their writers obey, and the three calls that take
-- the target's ARN.
local failure = require "moontide.emulator.failure"
local registry = require "moontide.emulator.services.autoscaling.registry"

local M = {}

---Tags per target.
M.limit = 50

---@param map table
---@return integer
function M.count(map)
   local count = 0
   for _ in pairs(map) do
      count = count + 1
   end
   return count
end

---@param tags table<string, string>
function M.check_keys(tags)
   for name in pairs(tags) do
      if name:lower():sub(1, 4) == "aws:" then
         failure.raise("ValidationException",
            ("Tag keys must not start with aws:, as %s does"):format(name))
      end
   end
end

local function find_row(input, context)
   return registry.find_by_arn(context, input.ResourceARN)
      or failure.raise("ResourceNotFoundException", "Scalable Target not found",
         { ResourceName = input.ResourceARN })
end

local function copy(tags)
   local result = {}
   for name, value in pairs(tags or {}) do
      result[name] = value
   end
   return result
end

function M.list(input, context)
   return { Tags = find_row(input, context).tags or {} }
end

---Tags that are there already get the new value.
function M.tag(input, context)
   local row = find_row(input, context)
   M.check_keys(input.Tags)
   local merged = copy(row.tags)
   for name, value in pairs(input.Tags) do
      merged[name] = value
   end
   if M.count(merged) > M.limit then
      failure.raise("TooManyTagsException",
         ("A scalable target can have at most %d tags"):format(M.limit),
         { ResourceName = input.ResourceARN })
   end
   row.tags = next(merged) and merged or nil
   return {}
end

---Keys that are not there are ignored.
function M.untag(input, context)
   local row = find_row(input, context)
   local left = copy(row.tags)
   for _, name in ipairs(input.TagKeys) do
      left[name] = nil
   end
   row.tags = next(left) and left or nil
   return {}
end

return M
