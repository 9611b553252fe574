-- The one parser of the command line. What there is to parse, the verbs' files say.
--
-- Options stand before or after the verb. The first operand is a verb or a script's file name;
-- what follows "--", and operands after a script's name, belong to the script.
local shared = require "moontide.cli.shared_options"
local suggest = require "moontide.suggest"
local values = require "moontide.cli.values"
local verbs = require "moontide.cli.verbs"

local M = {}

---@class moontide.cli.Command
---@field verb string?
---@field operand string?
---@field arguments string[]
---@field options table<string, any>  by the option's name

local function fail(...)
   error({ usage = string.format(...) }, 0)
end

---The options of a verb, its own first; without a verb those of all verbs.
---@param verb_name string?
---@return moontide.cli.Option[]
function M.of(verb_name)
   if verb_name then return shared.join(verbs.find(verb_name).options, shared.common) end
   local lists = {}
   for _, verb in ipairs(verbs.all()) do lists[#lists + 1] = verb.options end
   lists[#lists + 1] = shared.common
   return shared.join(table.unpack(lists))
end

local function has_name(option, name)
   if option.name == name then return true end
   for _, alias in ipairs(option.aliases or {}) do
      if alias == name then return true end
   end
   return false
end

local function find(options, name)
   for _, option in ipairs(options) do
      if has_name(option, name) then return option end
   end
end

local function unknown_option(text, name, verb_name)
   local candidates = {}
   for _, option in ipairs(M.of(verb_name)) do candidates[#candidates + 1] = option.name end
   local nearest = suggest.nearest(name, candidates)
   fail("unknown option '%s'%s", text, nearest and (", did you mean '--%s'?"):format(nearest) or "")
end

-- Before the verb is known an option may be any verb's; check() looks whether it fits.
local function find_long(result, text, name)
   return find(shared.common, name) or result.verb and find(M.of(result.verb), name)
      or find(M.of(), name) or unknown_option(text, name, result.verb)
end

-- Reading, argument by argument ---------------------------------------------------------------

local function store(result, option, text, shown)
   local given = result.options
   if option.counts then
      given[option.name] = (given[option.name] or 0) + 1
      return
   end
   local read = option.read or option.choices and values.one_of(option.choices)
   local value, wanted = true, nil
   if option.value then
      value = text
      if read then value, wanted = read(text) end
   end
   if value == nil then fail("%s must be %s, not '%s'", shown, wanted, text) end
   if option.many then
      given[option.name] = given[option.name] or {}
      table.insert(given[option.name], value)
   else
      given[option.name] = value
   end
   result.shown[option.name] = shown
end

local function value_after(argv, index, option, shown)
   local text = argv[index + 1]
   if text == nil then fail("%s needs a value: %s %s", shown, shown, option.value) end
   return text
end

-- --name, --name=value, --name value; returns the index of the last argument used.
local function read_long(result, argv, index)
   local name, equals, value = argv[index]:match("^%-%-([^=]*)(=?)(.*)$")
   local shown = "--" .. name
   local option = find_long(result, argv[index], name)
   if not option.value then
      if equals == "=" then fail("%s takes no value", shown) end
   elseif equals == "" then
      value = value_after(argv, index, option, shown)
      index = index + 1
   end
   store(result, option, value, shown)
   return index
end

-- -v, -vv: flags only, several behind one hyphen.
local function read_short(result, argv, index)
   local text = argv[index]
   for letter in text:sub(2):gmatch(utf8.charpattern) do
      local option
      for _, candidate in ipairs(shared.common) do
         if candidate.short == letter then option = candidate end
      end
      store(result, option or unknown_option(text, text:sub(2), result.verb), nil, "-" .. letter)
   end
   return index
end

local function looks_like_file(operand)
   if operand == "-" or operand:find("%.lua$") or operand:find("/", 1, true) then return true end
   local file = io.open(operand, "rb")
   if file then file:close() end
   return file ~= nil
end

local function read_verb(result, operand)
   if verbs.find(operand) then
      result.verb = operand
   elseif looks_like_file(operand) then
      result.verb, result.operand = "run", operand
   else
      fail("unknown verb '%s'%s", operand, suggest.hint(operand, verbs.names))
   end
end

local function read_operand(result, operand)
   local verb = verbs.find(result.verb)
   if verb.operand and not result.operand then
      result.operand = operand
   elseif verb.takes_arguments and not verb.needs_dashes then
      table.insert(result.arguments, operand)
   elseif verb.needs_dashes then
      fail("%s: unexpected '%s': one script at a time; its own arguments stand behind --",
         verb.name, operand)
   else
      fail("%s: unexpected '%s'", verb.name, operand)
   end
end

local function check_options(result)
   local options = M.of(result.verb)
   for name, shown in pairs(result.shown) do
      local option = find(options, name)
      if not option then fail("%s does not go with '%s'", shown, result.verb) end
      for other, reason in pairs(option.excludes or {}) do
         if result.shown[other] then fail("%s and --%s %s", shown, other, reason) end
      end
   end
end

local function check(result)
   if not result.verb or result.options.help then return end
   local verb = verbs.find(result.verb)
   check_options(result)
   if verb.operand and not verb.operand:find("^%[") and not result.operand then
      fail("%s: which %s?", verb.name, verb.operand:lower())
   end
end

-- Everything from index on, unread.
local function take_rest(result, argv, index)
   table.move(argv, index, #argv, #result.arguments + 1, result.arguments)
end

-- Reads one argument; returns the index of the last one used.
local function read_argument(result, argv, index)
   local argument = argv[index]
   if argument:find("^%-%-") then return read_long(result, argv, index) end
   if argument:find("^%-.") then return read_short(result, argv, index) end
   if result.verb then
      read_operand(result, argument)
   else
      read_verb(result, argument)
   end
   return index
end

local function read(argv, result)
   local index = 1
   while argv[index] do
      if result.verb and verbs.find(result.verb).is_raw then
         take_rest(result, argv, index)
         break
      elseif argv[index] == "--" then
         take_rest(result, argv, index + 1)
         break
      end
      index = read_argument(result, argv, index) + 1
   end
   check(result)
   return result
end

---Reads the arguments of the program; nil and what is wrong with them.
---@param argv string[]
---@return moontide.cli.Command?
---@return string? problem
---@return string? verb  of the command line that has the problem
function M.parse(argv)
   local command = { options = {}, shown = {}, arguments = {} }
   local ok, result = pcall(read, argv, command)
   if ok then return result end
   if type(result) == "table" and result.usage then return nil, result.usage, command.verb end
   error(result, 0)
end

return M
