-- What --help prints: examples first, then verbs and options.
local options = require "moontide.cli.options"

local M = {}

local EXAMPLES = {
   general = [[
  moontide run register.lua                     run a script against AWS
  moontide run --emulator register.lua          the same, with no AWS account
  moontide run register.lua -- table.csv        what follows -- reaches the script as arg
]],
   run = [[
  moontide run register.lua                     run a script against AWS
  moontide run --emulator register.lua          the same, with no AWS account
  moontide register.lua -- table.csv            'run' can be left out; arg[1] is table.csv
  echo 'print(1 + 1)' | moontide run -          a script from standard input
]],
   emulate = [[
  moontide emulate --port 8000                  serve until Ctrl-C
  moontide emulate --port 0 --ready-file F      any free port; its URL goes to F
  moontide emulate --throttle 10,20             refuse what is faster than 10 calls a second
]],
   version = "  moontide version\n",
   help = "  moontide help run\n",
}

local EXIT_CODES = [[
Exit codes:
  0 done   1 error   3 something was refused before it was sent   4 credentials or permissions
  5 partly done   64 wrong command line   130 interrupted (Ctrl-C)   143 terminated
]]

local function row(left, right)
   return ("  %-32s %s\n"):format(left, right)
end

local function option_rows(verb)
   local text = {}
   for _, option in ipairs(options.options) do
      if options.applies(option, verb) then
         local short = option.short and ("-%s, "):format(option.short) or ""
         local value = option.value and " " .. option.value or ""
         text[#text + 1] = row(("%s--%s%s"):format(short, option.name, value), option.help)
      end
   end
   return table.concat(text)
end

local function verb_text(verb)
   local operand = verb.operand and " " .. verb.operand or ""
   local arguments = verb.takes_arguments and " [-- ARGUMENTS]" or ""
   return ("%s\n\nmoontide %s [OPTIONS]%s%s: %s\n\nOptions:\n%s\n%s"):format(
      "Examples:\n" .. EXAMPLES[verb.name], verb.name, operand, arguments, verb.help,
      option_rows(verb.name), EXIT_CODES)
end

local function general_text()
   local verbs = {}
   for _, verb in ipairs(options.verbs) do
      local operand = verb.operand and " " .. verb.operand or ""
      verbs[#verbs + 1] = row(verb.name .. operand, verb.help)
   end
   return ("moontide raises and lowers capacity, driven by Lua.\n\nExamples:\n%s\nVerbs:\n%s\n%s%s")
      :format(EXAMPLES.general, table.concat(verbs),
      "Options are listed by 'moontide help VERB'; they stand before or after the verb.\n\n",
      EXIT_CODES)
end

---The help of a verb, or of the whole program.
---@param verb_name string?
---@return string
function M.text(verb_name)
   local verb = verb_name and options.verb(verb_name)
   return verb and verb_text(verb) or general_text()
end

return M
