-- The command line as data: verbs, options, and the one parser that reads them.
--
-- Options stand before or after the verb. The first operand is a verb or a script's file name;
-- what follows "--", and operands after a script's name, belong to the script.
local suggest = require "moontide.suggest"

local M = {}

---@class moontide.cli.Verb
---@field name string
---@field operand string? what it takes
---@field takes_arguments boolean? whether further operands are the script's
---@field help string

---@type moontide.cli.Verb[]
M.verbs = {
   { name = "run", operand = "SCRIPT", takes_arguments = true, help = "run a script" },
   { name = "emulate", help = "serve Application Auto Scaling on this machine" },
   { name = "version", help = "print the version" },
   { name = "help", operand = "[VERB]", help = "explain the program or a verb" },
}

local function positive_integer(text)
   local number = text:find("^%d+$") and math.tointeger(tonumber(text))
   if number and number > 0 then return number end
   return nil, "a whole number above 0"
end

local function port(text)
   local number = text:find("^%d+$") and math.tointeger(tonumber(text))
   if number and number <= 65535 then return number end
   return nil, "a number from 0 to 65535"
end

local function milliseconds(text)
   local number = text:find("^%d+%.?%d*$") and tonumber(text)
   if number then return number end
   return nil, "a number of milliseconds"
end

local function url(text)
   if text:find("^https?://[^/]") then return text end
   return nil, "a URL like http://127.0.0.1:8000"
end

local function one_of(...)
   local choices = { ... }
   return function(text)
      for _, choice in ipairs(choices) do
         if text == choice then return text end
      end
      return nil, "one of " .. table.concat(choices, ", ")
   end
end

local run, emulate = { run = true }, { emulate = true }

---@class moontide.cli.Option
---@field name string
---@field short string?
---@field value string? name of its value; without one it is a flag
---@field read fun(text: string): any, string? the value, or nil and what it has to be
---@field counts boolean? a flag that may be repeated
---@field help string
---@field verbs table<string, boolean>? where it can stand; nil: anywhere

---@type moontide.cli.Option[]
M.options = {
   { name = "emulator", help = "answer all calls by an emulator inside the program", verbs = run },
   { name = "endpoint-url", value = "URL", read = url, verbs = run,
      help = "send all calls to this endpoint" },
   { name = "region", value = "REGION", verbs = run,
      help = "the Region of clients that name none" },
   { name = "profile", value = "NAME", verbs = run,
      help = "the profile of the shared configuration files" },
   { name = "max-in-flight", value = "N", read = positive_integer, verbs = run,
      help = "requests under way at once (default 64)" },
   { name = "trace-http", value = "FILE", verbs = run,
      help = "append every request and answer, without secrets" },
   { name = "host", value = "ADDRESS", help = "listen here (default 127.0.0.1)", verbs = emulate },
   { name = "port", value = "PORT", read = port, verbs = emulate,
      help = "listen here (default 0: any free port)" },
   { name = "ready-file", value = "FILE", verbs = emulate,
      help = "write the URL to this file once it can be reached" },
   { name = "credentials", value = "ID:SECRET[:ACCOUNT],…", verbs = emulate,
      help = "whom to know (default test:test)" },
   { name = "account", value = "ACCOUNT", verbs = emulate,
      help = "the account of credentials that name none" },
   { name = "latency-ms", value = "MS", read = milliseconds, verbs = emulate,
      help = "hold every answer back" },
   { name = "throttle", value = "RATE,BURST", verbs = emulate,
      help = "calls a second before ThrottlingException" },
   { name = "max-targets", value = "N", read = positive_integer, verbs = emulate,
      help = "instead of AWS's quotas of scalable targets" },
   { name = "seed", value = "N", read = positive_integer, verbs = emulate,
      help = "make request ids and ARNs repeatable" },
   { name = "verbose", short = "v", counts = true,
      help = "say more: tracebacks, retries; -vv: every decision" },
   { name = "quiet", short = "q", help = "no progress, no notes" },
   { name = "color", value = "WHEN", read = one_of("auto", "always", "never"),
      help = "auto, always or never" },
   { name = "help", short = "h", help = "explain the program or the verb" },
   { name = "version", short = "V", help = "print the version" },
}

local function names_of(list)
   local names = {}
   for _, entry in ipairs(list) do names[#names + 1] = entry.name end
   return names
end

local function find(list, key, name)
   for _, entry in ipairs(list) do
      if entry[key] == name then return entry end
   end
end

---@param name string
---@return moontide.cli.Verb?
function M.verb(name)
   return find(M.verbs, "name", name)
end

---Whether an option may stand with a verb.
---@return boolean
function M.applies(option, verb)
   return not option.verbs or option.verbs[verb] == true
end

local function fail(...)
   error({ usage = string.format(...) }, 0)
end

local function unknown_option(text, name)
   local candidates = names_of(M.options)
   local nearest = suggest.nearest(name, candidates)
   fail("unknown option '%s'%s", text, nearest and (", did you mean '--%s'?"):format(nearest) or "")
end

-- Reading, argument by argument ---------------------------------------------------------------

local function store(result, option, text, shown)
   if option.counts then
      result.options[option.name] = (result.options[option.name] or 0) + 1
      return
   end
   local value, wanted = true, nil
   if option.value then
      value = text
      if option.read then value, wanted = option.read(text) end
   end
   if value == nil then fail("%s must be %s, not '%s'", shown, wanted, text) end
   result.options[option.name] = value
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
   local option = find(M.options, "name", name) or unknown_option(argv[index], name)
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
   for letter in argv[index]:sub(2):gmatch(utf8.charpattern) do
      local option = find(M.options, "short", letter)
      if not option then unknown_option(argv[index], argv[index]:sub(2)) end
      store(result, option, nil, "-" .. letter)
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
   local verb = M.verb(operand)
   if verb then
      result.verb = verb.name
   elseif looks_like_file(operand) then
      result.verb, result.operand = "run", operand
   else
      fail("unknown verb '%s'%s", operand, suggest.hint(operand, names_of(M.verbs)))
   end
end

local function read_operand(result, operand)
   local verb = M.verb(result.verb)
   if verb.operand and not result.operand then
      result.operand = operand
   elseif verb.takes_arguments then
      table.insert(result.arguments, operand)
   else
      fail("%s: unexpected '%s'", verb.name, operand)
   end
end

local function check(result)
   local verb = result.verb
   if not verb or result.options.help then return end
   for name, shown in pairs(result.shown) do
      local option = find(M.options, "name", name)
      if not M.applies(option, verb) then fail("%s does not go with '%s'", shown, verb) end
   end
   if result.options.emulator and result.shown["endpoint-url"] then
      fail("--emulator and --endpoint-url both say where calls go; give one of them")
   end
   local operand = M.verb(verb).operand
   if operand and not operand:find("^%[") and not result.operand then
      fail("%s: which %s?", verb, operand:lower())
   end
end

local function read(argv)
   local result = { options = {}, shown = {}, arguments = {} }
   local index = 1
   while argv[index] do
      local argument = argv[index]
      if argument == "--" then
         table.move(argv, index + 1, #argv, #result.arguments + 1, result.arguments)
         break
      elseif argument:find("^%-%-") then
         index = read_long(result, argv, index)
      elseif argument:find("^%-.") then
         index = read_short(result, argv, index)
      elseif result.verb then
         read_operand(result, argument)
      else
         read_verb(result, argument)
      end
      index = index + 1
   end
   check(result)
   return result
end

---Reads the arguments of the program: { verb=, operand=, options = {…}, arguments = {…} }, or nil
---and what is wrong with them.
---@param argv string[]
---@return table? result
---@return string? problem
function M.parse(argv)
   local ok, result = pcall(read, argv)
   if ok then return result end
   if type(result) == "table" and result.usage then return nil, result.usage end
   error(result, 0)
end

return M
