-- moontide validate SCRIPT: everything that can be said of a deployment without asking AWS.
local deployment = require "moontide.cli.deployment"
local shared = require "moontide.cli.shared_options"

local EXIT_INVALID <const> = 3

local formats <const> = { "text", "json", "junit", "github", "sarif" }

local function is_invalid(findings, given)
   local findings_of = require "moontide.deploy.findings"
   return findings_of.has_errors(findings)
      or given.strict and findings_of.count(findings, "warning") > 0
end

local function run(command)
   local script = require "moontide.cli.script"
   local session = require "moontide.cli.session"
   local printer = require "moontide.cli.report"
   local core = require "moontide.core"
   local given = command.options
   local is_live = given.live or given.emulator or given["endpoint-url"] ~= nil
   local _ <close> = session.open(given)
   script.add_to_path(command.operand)
   local made, findings
   require("moontide.task").run(function()
      made, findings = deployment.read(command, { is_offline = not is_live })
   end)
   local format = given.json and "json" or given.format or "text"
   local text = require("moontide.deploy.report." .. format).format(findings, {
      script = command.operand, deployment = made,
      is_coloured = printer.is_coloured(given.color, core.is_tty(1)) })
   io.stdout:write(text)
   return is_invalid(findings, given) and EXIT_INVALID or 0
end

return {
   name = "validate",
   operand = "SCRIPT",
   takes_arguments = true,
   needs_dashes = true,
   summary = "check a deployment script, without asking AWS",
   examples = [[
  moontide validate fleet.lua                   all findings, with line, reason and fix
  moontide validate --format github fleet.lua   as annotations of a pull request
  moontide validate --hooks rules/ fleet.lua    by your own rules, too
  moontide validate --live fleet.lua            let the script look at what is there
]],
   options = shared.join({
      { name = "format", value = "FORMAT", choices = formats,
         help = "text, json, junit, github or sarif" },
      { name = "json", help = "the same as --format json" },
      { name = "strict", help = "fail for warnings, too" },
      { name = "live", help = "let the script ask AWS, as discovery does" },
   }, deployment.options, shared.connection),
   run = run,
}
