-- Reads the arguments of `moontide api` as the AWS CLI reads them: options of every operation may
-- stand anywhere, those of an operation behind its name, values of a list one after the other.
local options = require "moontide.api.options"
local problem = require "moontide.api.problem"
local suggest = require "moontide.suggest"

local M = {}

---@class moontide.api.Arguments
---@field service string
---@field operation string      AWS's name
---@field command string        as on the command line
---@field model userdata
---@field options moontide.api.Option[]
---@field given table<string, any>       option → its text, texts or true
---@field globals table<string, any>     likewise

local function find(list, name)
   for _, option in ipairs(list) do
      if option.name == name then return option end
   end
end

local function names_of(...)
   local names = {}
   for _, list in ipairs { ... } do
      for _, option in ipairs(list) do
         if not option.is_hidden then names[#names + 1] = "--" .. option.name end
      end
   end
   return names
end

local function is_option(text)
   return text:find("^%-[^%d.]") ~= nil and text ~= "-"
end

-- Values behind an option: all up to the next option for a list, else one.
local function take_values(argv, index, option, inline)
   if inline then return option.is_list and { inline } or inline, index end
   local taken = {}
   while argv[index + 1] and not is_option(argv[index + 1]) do
      index = index + 1
      taken[#taken + 1] = argv[index]
      if not option.is_list then break end
   end
   if #taken == 0 then
      if option.kind == "skeleton" then return "input", index end
      problem.raise("--%s needs a value: --%s %s", option.name, option.name, option.value)
   end
   return option.is_list and taken or taken[1], index
end

local function check_choice(option, text)
   if option.kind == "member" or not option.choices then return end
   for _, choice in ipairs(option.choices) do
      if choice == text then return end
   end
   problem.raise("--%s must be one of %s, not '%s'%s", option.name,
      table.concat(option.choices, ", "), text, suggest.hint(text, option.choices))
end

local function read_value(option, text)
   if option.read then
      local value, wanted = option.read(text)
      return value or problem.raise("--%s must be %s, not '%s'", option.name, wanted, text)
   end
   if not option.is_number then return text end
   local number = text:find("^%d+$") and math.tointeger(tonumber(text))
   return number or problem.raise("--%s must be a whole number, not '%s'", option.name, text)
end

-- Stores one option; gives the index of the last argument used.
local function store(into, option, argv, index, inline)
   if option.refused then problem.raise("--%s: %s", option.name, option.refused) end
   if not option.value then
      if inline then problem.raise("--%s takes no value", option.name) end
      into[option.member or option.name] = option.sets == nil or option.sets
      return index
   end
   local value
   value, index = take_values(argv, index, option, inline)
   check_choice(option, value)
   into[option.member or option.name] = read_value(option, value)
   return index
end

local FLAGS <const> = { ["-v"] = 1, ["-vv"] = 2, ["-q"] = 0, ["--verbose"] = 1, ["--quiet"] = 0 }

-- An option that every operation has; nil if the argument is none.
local function read_global(result, argv, index)
   local argument = argv[index]
   if FLAGS[argument] then
      result.globals.verbose = math.max(result.globals.verbose or 0, FLAGS[argument])
      return index
   end
   if argument == "-h" or argument == "--help" then
      result.wants_help = true
      return index
   end
   local name, equals, inline = argument:match("^%-%-([^=]*)(=?)(.*)$")
   local option = name and find(options.global, name)
   if not option then return nil end
   return store(result.globals, option, argv, index, equals == "=" and inline or nil)
end

-- The words in front: [SERVICE] OPERATION. Gives the index behind them.
local function read_words(result, argv, is_service)
   local words, index = {}, 1
   while argv[index] do
      local used = read_global(result, argv, index)
      if not used then
         if is_option(argv[index]) then
            local text = argv[index]
            problem.raise("unknown option '%s' before an operation%s", text,
               suggest.hint(text:match("^[^=]*"), names_of(options.global)))
         end
         words[#words + 1] = argv[index]
         if #words == 2 or not is_service(words[1]) then return words, index + 1 end
         used = index
      end
      index = used + 1
   end
   return words, index
end

local function unknown_option(result, text)
   local name = text:match("^[^=]*")
   problem.raise("%s: unknown option '%s'%s", result.command, name,
      suggest.hint(name, names_of(result.options, options.global)))
end

local function read_option(result, argv, index)
   local argument = argv[index]
   local name, equals, inline = argument:match("^%-%-([^=]*)(=?)(.*)$")
   local option = name and find(result.options, name)
   if not option then
      return read_global(result, argv, index) or unknown_option(result, argument)
   end
   return store(result.given, option, argv, index, equals == "=" and inline or nil)
end

---The words in front of the options, and options of every operation among them.
---@param argv string[]
---@param is_service fun(name: string): boolean
---@return table result { globals =, given =, words =, rest = index, wants_help = }
function M.begin(argv, is_service)
   local result = { globals = {}, given = {} }
   result.words, result.rest = read_words(result, argv, is_service)
   return result
end

---What stands behind the operation; result.options and result.command are set by now.
---@param result table
---@param argv string[]
function M.finish(result, argv)
   local index = result.rest
   while argv[index] do
      local argument = argv[index]
      if argument == "help" then
         result.wants_help = true
      elseif is_option(argument) then
         index = read_option(result, argv, index)
      else
         problem.raise("%s: unexpected '%s'", result.command, argument)
      end
      index = index + 1
   end
end

return M
