-- What can stand at the end of a command line, for the shells: computed from the data of the verbs
-- and of `moontide api`, so that it is never older than the program.
local options = require "moontide.cli.options"
local shared = require "moontide.cli.shared_options"
local verbs = require "moontide.cli.verbs"

local M = {}

---@class moontide.cli.Candidates
---@field list { [1]: string, [2]: string? }[]  a word and what it is
---@field files string?  "file" or "directory": the shell's own completion of names, too

-- Names of files and directories are the shell's own business.
local OPERANDS <const> = { SCRIPT = "file", JOURNAL = "file", DIRECTORY = "directory" }

local function add_options(found, list)
   for _, option in ipairs(list) do
      if not option.refused and not option.is_hidden then
         found.list[#found.list + 1] = { "--" .. option.name, option.help }
      end
   end
end

local function add_all(found, words, help)
   for _, word in ipairs(words) do found.list[#found.list + 1] = { word, help } end
end

local function add_verbs(found)
   for _, verb in ipairs(verbs.all()) do
      found.list[#found.list + 1] = { verb.name, verb.summary }
   end
end

-- Values of an option.
local function add_values(found, option)
   local complete = option.complete
   if option.choices then
      add_all(found, option.choices)
   elseif complete == "profile" then
      add_all(found, require("moontide.cli.profiles").names())
   elseif complete == "file" or complete == "directory" then
      found.files = complete
   end
end

-- A list of options by the name that is written with two hyphens.
local function find(list, word)
   local name = word:match("^%-%-(.+)$")
   for _, option in ipairs(list) do
      if option.name == name then return option end
   end
end

local function is_option(word) return word:find("^%-.") ~= nil end

-- The words that are no options and no options' values.
local function operands_of(words, list)
   local operands, index = {}, 1
   while words[index] do
      local word = words[index]
      if is_option(word) then
         local option = find(list, word)
         if option and option.value then index = index + 1 end
      else
         operands[#operands + 1] = { word = word, index = index }
      end
      index = index + 1
   end
   return operands
end

-- --name=… becomes two words; the candidates then begin with the first.
local function split_inline(words, current)
   local name, value = current:match("^(%-%-[%w-]+=)(.*)$")
   if not name then return words, current, "" end
   words = table.move(words, 1, #words, 1, {})
   words[#words + 1] = name:sub(1, -2)
   return words, value, name
end

-- moontide api ------------------------------------------------------------------------------

local function add_operations(found, model)
   local api, reference = require "moontide.api.options", require "moontide.reference"
   for command, operation in pairs(api.commands(model.model)) do
      local entry = reference.find(model.name, operation)
      found.list[#found.list + 1] = { command, entry and entry.purpose }
   end
end

local function is_service(name)
   for _, known in ipairs(require("moontide.core").model_names()) do
      if known == name then return true end
   end
   return false
end

-- The option whose value is being written: of a list, any of its values.
local function open_option(words, list)
   for index = #words, 1, -1 do
      if is_option(words[index]) then
         local option = find(list, words[index])
         local is_open = option and option.value and (option.is_list or index == #words)
         return is_open and option or nil
      end
   end
end

local function complete_operation(found, words, current, model, operation)
   local api = require "moontide.api.options"
   local list = shared.join(api.of(model, operation), api.global)
   local option = open_option(words, list)
   if option then add_values(found, option) end
   if not option or is_option(current) then add_options(found, list) end
end

local function complete_api(found, words, current)
   local api, core = require "moontide.api.options", require "moontide.core"
   local option = open_option(words, api.global)
   if option then return add_values(found, option) end
   local operands = operands_of(words, api.global)
   local first = operands[1] and operands[1].word
   local has_service = first and is_service(first)
   local service = has_service and first or "application-autoscaling"
   local model = core.model(service)
   local command = operands[has_service and 2 or 1]
   local operation = command and api.commands(model)[command.word]
   if operation then return complete_operation(found, words, current, model, operation) end
   if is_option(current) then return add_options(found, api.global) end
   add_operations(found, { name = service, model = model })
   if not first then add_all(found, core.model_names(), "a service") end
   add_all(found, { "help" }, "explain")
end

-- Other verbs -------------------------------------------------------------------------------

local function complete_operand(found, verb)
   local operand = (verb.operand or ""):gsub("[%[%]]", "")
   found.files = OPERANDS[operand]
   if operand == "VERB" then add_verbs(found) end
   if verb.operands then add_all(found, verb.operands) end
end

local function complete_verb(found, words, current, verb)
   local list = options.of(verb.name)
   local option = open_option(words, list)
   if option then return add_values(found, option) end
   if is_option(current) then return add_options(found, list) end
   complete_operand(found, verb)
end

local function complete(found, words, current)
   local all = options.of()
   local verb = operands_of(words, all)[1]
   if verb and verb.word == "api" then
      return complete_api(found, table.move(words, verb.index + 1, #words, 1, {}), current)
   elseif verb and verbs.find(verb.word) then
      return complete_verb(found, words, current, verbs.find(verb.word))
   elseif verb then
      found.files = "file" -- a script's own arguments
      return
   end
   local option = open_option(words, all)
   if option then return add_values(found, option) end
   if is_option(current) then return add_options(found, all) end
   add_verbs(found)
   found.files = "file"
end

---What the word that is being written may become, behind the words before it (without the
---program's name).
---@param words string[]
---@param current string
---@return moontide.cli.Candidates
function M.candidates(words, current)
   local found, fitting, seen = { list = {} }, {}, {}
   local before, part, prefix = split_inline(words, current)
   complete(found, before, part)
   for _, candidate in ipairs(found.list) do
      local word = candidate[1]
      if word:sub(1, #part) == part and not seen[word] then
         seen[word] = true
         fitting[#fitting + 1] = { prefix .. word, candidate[2] }
      end
   end
   table.sort(fitting, function(a, b) return a[1] < b[1] end)
   return { list = fitting, files = found.files }
end

return M
