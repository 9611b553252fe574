-- Tags of SageMaker's resources: a list of Key and Value on the wire, a map here.
local resources = require "moontide.emulator.services.sagemaker.resources"
local arns = require "moontide.emulator.services.sagemaker.arn"

local M = {}

local limit <const> = 50

local kinds <const> = {}
for _, kind in ipairs { resources.endpoints, resources.configs, resources.components } do
   kinds[kind.kind] = kind
end

local function count(map)
   local total = 0
   for _ in pairs(map) do
      total = total + 1
   end
   return total
end

---Checks tags and adds them to others.
---@param list? { Key: string, Value: string }[]
---@param others? table<string, string>
---@return table<string, string>
function M.read(list, others)
   local map = {}
   for key, value in pairs(others or {}) do
      map[key] = value
   end
   for _, tag in ipairs(list or {}) do
      if tag.Key:lower():sub(1, 4) == "aws:" then
         resources.invalid("Tag keys must not start with aws:, as %s does", tag.Key)
      end
      map[tag.Key] = tag.Value
   end
   if count(map) > limit then
      resources.invalid("A resource can have at most %d tags", limit)
   end
   return map
end

---@param map table<string, string>
---@return { Key: string, Value: string }[]  by key
function M.show(map)
   local list = {}
   for key, value in pairs(map) do
      list[#list + 1] = { Key = key, Value = value }
   end
   table.sort(list, function(a, b) return a.Key < b.Key end)
   return list
end

local function find(context, arn)
   local name, kind_name
   kind_name, name = arns.parse(context, arn)
   local kind = kinds[kind_name]
   if not kind then
      resources.invalid('Could not find resource "%s".', arn)
   end
   return resources.require(kind, context, name)
end

function M.list(input, context)
   return { Tags = M.show(find(context, input.ResourceArn).tags) }
end

function M.add(input, context)
   local row = find(context, input.ResourceArn)
   row.tags = M.read(input.Tags, row.tags)
   return { Tags = M.show(row.tags) }
end

return M
