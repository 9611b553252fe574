-- The library's own functions as types, taken from the annotations in its source.
local source = require "moontide.types.source"

local M = {}

-- A function of each file that describes classes which other files name.
local function describers()
   return { require("moontide.sagemaker.discovery").new,
      require("moontide.sagemaker.records").variants }
end

local function add_function(lines, classes, name, fn)
   local comment, parameters = source.of(fn, classes, describers())
   table.move(comment, 1, #comment, #lines + 1, lines)
   lines[#lines + 1] = ("function %s(%s) end"):format(name, parameters)
   lines[#lines + 1] = ""
end

-- All names of a module, also of what it has not loaded yet.
local function names_of(module)
   local seen, names = {}, {}
   local function add(set)
      for name in pairs(set) do
         if not seen[name] then names[#names + 1] = name end
         seen[name] = true
      end
   end
   local metatable = getmetatable(module)
   for _, set in ipairs(metatable and metatable.contents or {}) do add(set) end
   add(module)
   table.sort(names)
   return names
end

-- What a module offers: functions, and tables of functions. above: further annotations by name.
local function add_module(lines, classes, prefix, module, separator, above)
   for _, name in ipairs(names_of(module)) do
      local value = module[name]
      local more = above and above[name] or {}
      table.move(more, 1, #more, #lines + 1, lines)
      if type(value) == "function" then
         add_function(lines, classes, prefix .. separator .. name, value)
      elseif type(value) == "table" then
         lines[#lines + 1] = ("%s.%s = {}"):format(prefix, name)
         lines[#lines + 1] = ""
         add_module(lines, classes, prefix .. "." .. name, value, ".")
      end
   end
end

local function add_constants(lines, module)
   for _, name in ipairs(names_of(module)) do
      if type(module[name]) == "string" then
         lines[#lines + 1] = ("---@field %s string"):format(name)
      end
   end
end

local function add_classes(lines, classes)
   for _, name in ipairs(classes) do
      table.move(classes[name], 1, #classes[name], #lines + 1, lines)
      lines[#lines + 1] = ""
   end
end

local function add_all(lines, classes, name, module, above)
   lines[#lines + 1] = "---@class " .. (name == "moontide" and name or "moontide." .. name)
   add_constants(lines, module)
   lines[#lines + 1] = ("local %s = {}"):format(name)
   lines[#lines + 1] = ""
   add_module(lines, classes, name, module, ".", above)
   add_classes(lines, classes)
   return table.concat(lines, "\n")
end

---The module "moontide"; its client() has one overload a service.
---@param overloads string[]
---@return string
function M.moontide(overloads)
   local lines, classes = { "---@class moontide.Client", "local Client = {}", "" }, {}
   add_module(lines, classes, "Client", require("moontide.service").methods, ":")
   return add_all(lines, classes, "moontide", require "moontide", { client = overloads })
end

---The module "moontide.sagemaker".
---@return string
function M.sagemaker()
   return add_all({}, {}, "sagemaker", require "moontide.sagemaker")
end

return M
