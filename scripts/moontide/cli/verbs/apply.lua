-- moontide apply SCRIPT | PLAN.json: shows the plan, asks, and makes it true.
local applying = require "moontide.cli.applying"
local deployment = require "moontide.cli.deployment"
local planning = require "moontide.cli.planning"
local shared = require "moontide.cli.shared_options"

local EXIT_REFUSED <const> = 6

local function is_plan_file(path)
   return path:find("%.json$") ~= nil
end

local function refuse_moved(moved)
   local identity = require "moontide.deploy.identity"
   io.stderr:write("moontide: not applied: since the plan was made, these have changed:\n")
   for _, entry in ipairs(moved) do
      io.stderr:write(("    %s  (%s): %s\n"):format(identity.name(entry.group), entry.group.cell,
         entry.what))
   end
   io.stderr:write("  try: moontide plan, and review it again\n")
   return EXIT_REFUSED
end

local function apply_file(command)
   local plan_file = require "moontide.deploy.plan_file"
   local plan = plan_file.read(command.operand)
   local moved = plan_file.moved(plan)
   if #moved > 0 then return refuse_moved(moved) end
   applying.show_plan(plan, command.options)
   return applying.apply(plan, command, { action = "apply", never_asks = true })
end

local function apply_script(command)
   local planned = planning.make(command)
   local is_invalid = planning.tell_findings(planned.findings, command, planned.deployment)
   if is_invalid or not planned.plan then
      if command.options.json then
         io.stdout:write(planning.json_text(planning.document(planned)))
      end
      return planning.EXIT_INVALID
   end
   applying.show_plan(planned.plan, command.options)
   return applying.apply(planned.plan, command,
      { action = "apply", deployment = planned.deployment })
end

return {
   name = "apply",
   operand = "SCRIPT",
   takes_arguments = true,
   needs_dashes = true,
   summary = "make what is there what the script says",
   examples = [[
  moontide apply fleet.lua                      show the plan, ask, apply
  moontide apply --yes fleet.lua                without asking, as in CI
  moontide apply plan.json                      a plan that was kept, if nothing has moved
  moontide apply --prune --max-removes 5 fleet.lua
]],
   options = shared.join(applying.options, planning.view_options, planning.where_options,
      planning.rule_options, deployment.options, shared.connection),
   run = function(command)
      local work = is_plan_file(command.operand) and apply_file or apply_script
      return planning.guarded(command, "apply", function() return work(command) end)
   end,
}
