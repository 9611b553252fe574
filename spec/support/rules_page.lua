-- docs/rules.md as the rules' own data says it; run as a script it prints the page:
--    moontide run spec/support/rules_page.lua > docs/rules.md
local rules = require "moontide.deploy.rules"

local M = {}

local titles <const> = {
   loading = "Loading", names = "Names", identity = "Resources and roles", capacity = "Capacity",
   tracking = "Target tracking", metrics = "Metrics", steps = "Step scaling", alarms = "Alarms",
   predictive = "Predictive scaling", schedules = "Schedules",
   collisions = "Schedules of one target", sagemaker = "SageMaker", quotas = "Quotas",
   tags = "Tags", model = "AWS's model",
}

local introduction <const> = [[
# Rules

What `moontide validate`, `plan` and `apply` hold against a deployment before anything is sent: all
that AWS would refuse, and what it accepts and one regrets. An error refuses (exit code 3); a
warning and a note are told. Every finding has its line, the reason and what to do.

A rule is switched off by name: `--ignore-rule NAME` for a run, `ignore_rules = { "NAME" }` in
`deployment`, `defaults` or a `target`. Rules of your own are [hooks](hooks.md).
]]

local function cell(text)
   return (text:gsub("|", "\\|"):gsub("\n", " "))
end

---@return string
function M.text()
   local lines, family = { introduction }, nil
   for _, rule in ipairs(rules.list) do
      if rule.family ~= family then
         family = rule.family
         lines[#lines + 1] = ("## %s\n\n%s\n|---|---|---|---|---|"):format(titles[family],
            "| rule | | why | what to do | source |")
      end
      lines[#lines + 1] = ("| `%s` | %s | %s | %s | %s |"):format(rule.name, rule.severity,
         cell(rule.reason), cell(rule.fix), cell(rule.source))
   end
   local text = table.concat(lines, "\n"):gsub("\n## ", "\n\n## ")
   return text:gsub("\n\n\n+", "\n\n") .. "\n"
end

if not package.loaded["busted"] then io.write(M.text()) end

return M
