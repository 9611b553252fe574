-- moontide help [VERB].
return {
   name = "help",
   operand = "[VERB]",
   summary = "explain the program or a verb",
   examples = "  moontide help run\n",
   options = {},
   run = function(command)
      return require("moontide.cli.help").print(command.operand)
   end,
}
