-- A service's model as types: a class for each structure, an alias for each enumeration, and the
-- client with a method for each operation.
local reference = require "moontide.reference"
local service = require "moontide.service"

local M = {}

---@class moontide.types.Writer
local Writer = {}
Writer.__index = Writer

local SCALARS <const> = {
   string = "string", integer = "integer", long = "integer", float = "number", double = "number",
   boolean = "boolean", timestamp = "moontide.Time", blob = "string",
}

function Writer:add(...) self.lines[#self.lines + 1] = table.concat { ... } end

---The type of a shape; what it names is written later.
function Writer:type_of(shape)
   if shape.type == "list" then
      local item = self:type_of(shape.item)
      return (item:find("|") and "(" .. item .. ")" or item) .. "[]"
   elseif shape.type == "map" then
      return ("table<string, %s>"):format(self:type_of(shape.item))
   elseif shape.type == "structure" or shape.enum then
      local name = self.prefix .. "." .. shape.name
      if not self.named[name] then
         self.named[name] = true
         self.waiting[#self.waiting + 1] = { name = name, shape = shape }
      end
      return name
   end
   return SCALARS[shape.type]
end

function Writer:structure(name, shape)
   self:add("---@class ", name)
   for _, member in ipairs(shape.members) do
      self:add("---@field ", member.name, member.required and " " or "? ",
         self:type_of(member.shape))
   end
   self:add("")
end

function Writer:enumeration(name, shape)
   self:add("---@alias ", name)
   for _, value in ipairs(shape.enum) do self:add('---| "', value, '"') end
   self:add("")
end

function Writer:write_waiting()
   local index = 1
   while self.waiting[index] do
      local entry = self.waiting[index]
      local write = entry.shape.enum and self.enumeration or self.structure
      write(self, entry.name, entry.shape)
      index = index + 1
   end
   self.waiting = {}
end

function Writer:operation(operation)
   local input, output = self.model:shape(operation, "input"), self.model:shape(operation, "output")
   local entry = reference.find(self.service, operation)
   self:add("---", entry and entry.purpose or operation)
   self:add("---@param input", input and not self.is_empty(input) and " " or "? ",
      input and self:type_of(input) or "table")
   self:add("---@return ", output and self:type_of(output) or "true")
   self:add(("function %s:%s(input) end"):format(self.class, service.snake_case(operation)))
   self:add("")
end

-- Whether nothing is required.
function Writer.is_empty(shape)
   for _, member in ipairs(shape.members) do
      if member.required then return false end
   end
   return true
end

local function member_shape(shape, name)
   for _, member in ipairs(shape.members) do
      if member.name == name then return member.shape end
   end
end

-- each() with the items of every listing that has one list a page.
function Writer:listings()
   local overloads = {}
   for _, operation in ipairs(self.model:operations()) do
      local paginator = self.model:operation(operation).paginator
      local keys = paginator and paginator.result_keys
      local list = keys and #keys == 1
         and member_shape(self.model:shape(operation, "output"), keys[1])
      if list and list.item then
         overloads[#overloads + 1] = ('---@overload fun(self: %s, operation: "%s", input?: %s, '
            .. "options?: moontide.EachOptions): fun(): %s"):format(self.prefix, operation,
            self:type_of(self.model:shape(operation, "input")), self:type_of(list.item))
      end
   end
   if #overloads == 0 then return end
   self:add("---The items of a listing, page after page.")
   for _, line in ipairs(overloads) do self:add(line) end
   self:add("---@param operation string")
   self:add("---@param input? table")
   self:add("---@param options? moontide.EachOptions")
   self:add("---@return fun(): any")
   self:add(("function %s:each(operation, input, options) end"):format(self.class))
   self:add("")
end

---A service's name as a class: "Application Auto Scaling" → ApplicationAutoScaling.
---@param model userdata
---@return string
function M.class_name(model)
   return (model:metadata("serviceId"):gsub("[^%w]", ""))
end

---@param service_name string
---@param model userdata
---@return string
function M.text(service_name, model)
   local class = M.class_name(model)
   local writer = setmetatable({ lines = {}, waiting = {}, named = {}, model = model,
      service = service_name, class = class, prefix = "moontide." .. class }, Writer)
   writer:add("---@class moontide.", class, ": moontide.Client")
   writer:add("local ", class, " = {}")
   writer:add("")
   for _, operation in ipairs(model:operations()) do writer:operation(operation) end
   writer:listings()
   writer:write_waiting()
   return table.concat(writer.lines, "\n")
end

return M
