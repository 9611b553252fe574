-- moontide completion SHELL, and what the shells' functions ask for:
--    moontide completion candidates -- WORDS
local suggest = require "moontide.suggest"

local SHELLS <const> = { "bash", "fish", "zsh" }
local EXIT_USAGE <const> = 64

local function print_candidates(words)
   words = table.move(words, 1, #words, 1, {})
   local current = table.remove(words) or ""
   local found = require("moontide.cli.completion").candidates(words, current)
   for _, candidate in ipairs(found.list) do
      io.stdout:write(candidate[1], "\t", candidate[2] or "", "\n")
   end
   if found.files then io.stdout:write(":", found.files, "\n") end
   return 0
end

return {
   name = "completion",
   operand = "SHELL",
   operands = SHELLS,
   takes_arguments = true,
   summary = "print the completion for bash, fish or zsh",
   examples = [[
  source <(moontide completion bash)            in ~/.bashrc
  source <(moontide completion zsh)             in ~/.zshrc, behind compinit
  moontide completion fish | source             in ~/.config/fish/config.fish
]],
   options = {},
   run = function(command)
      local shell = command.operand
      if shell == "candidates" then return print_candidates(command.arguments) end
      local script = require("moontide.cli.completion_scripts")[shell]
      if not script then
         io.stderr:write(("moontide: completion is for %s, not for '%s'%s\n"):format(
            table.concat(SHELLS, ", "), shell, suggest.hint(shell, SHELLS)))
         return EXIT_USAGE
      end
      io.stdout:write(script)
      return 0
   end,
}
