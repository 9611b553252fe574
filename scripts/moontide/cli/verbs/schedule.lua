-- moontide schedule [SCRIPT]: when scheduled actions will run, there and in UTC.
local deployment = require "moontide.cli.deployment"
local planning = require "moontide.cli.planning"
local scope = require "moontide.cli.scope"
local shared = require "moontide.cli.shared_options"
local values = require "moontide.cli.values"

local DEFAULT_COUNT <const> = 5

local function add_action(list, target, action, place)
   list[#list + 1] = { target = target, action = action, place = place }
end

-- Those of a script, which needs no account.
local function of_script(command, list)
   local is_live = command.options.emulator or command.options["endpoint-url"] ~= nil
   local read, findings = deployment.read(command, { is_offline = not is_live })
   if planning.tell_findings(findings, command, read) then return planning.EXIT_INVALID end
   local desired = require "moontide.deploy.desired"
   for _, target in ipairs(read.targets) do
      if desired.is_chosen(target, { targets = command.options.target,
         excluded = command.options.exclude }) then
         for _, action in ipairs(target.schedules) do
            add_action(list, target, action, action.where or target.where)
         end
      end
   end
end

local function of_account(command, list)
   local read = scope.read(command.options)
   for _, entry in ipairs(scope.all(read)) do
      local names = {}
      for name in pairs(entry.target.schedules) do names[#names + 1] = name end
      table.sort(names)
      for _, name in ipairs(names) do
         add_action(list, entry.target, entry.target.schedules[name], entry.cell.name)
      end
   end
   return scope.tell_failures(read)
end

-- The next times of an action: { at, zone, offset }, or why there are none.
local function firings_of(action, count)
   local scaling = require "moontide.scaling.schedule"
   local read, problem = require("moontide.deploy.firings").action_of(action)
   if not read then return {}, problem end
   local now = require("moontide.core").time()
   if not read.created then read.created = now end
   local times = {}
   for i, at in ipairs(scaling.next_firings(read, now, count)) do
      times[i] = { at = at, offset = read.zone and read.zone:offset_at(math.floor(at)) or 0 }
   end
   return times, #times == 0 and "it never runs again" or nil
end

local function offset_text(seconds)
   local minutes = math.abs(seconds) // 60
   return ("%s%02d:%02d"):format(seconds < 0 and "-" or "+", minutes // 60, minutes % 60)
end

local function local_text(firing)
   return os.date("!%a %Y-%m-%d %H:%M", math.floor(firing.at) + firing.offset)
      .. " " .. offset_text(firing.offset)
end

local function text_of(list, count)
   local render = require "moontide.deploy.render.values"
   local identity = require "moontide.deploy.identity"
   local lines = {}
   for _, entry in ipairs(list) do
      lines[#lines + 1] = ("%s  %s  (%s)"):format(identity.name(entry.target), entry.action.name,
         entry.place)
      lines[#lines + 1] = "    " .. render.schedule(entry.action)
      local times, problem = firings_of(entry.action, count)
      for _, firing in ipairs(times) do
         lines[#lines + 1] = ("      %s   %s"):format(local_text(firing), render.instant(firing.at))
      end
      if problem then lines[#lines + 1] = "      " .. problem end
   end
   return table.concat(lines, "\n") .. "\n"
end

local function document_of(list, count)
   local json = require "moontide.json"
   local render = require "moontide.deploy.render.values"
   local rows = json.array {}
   for i, entry in ipairs(list) do
      local times, problem = firings_of(entry.action, count)
      local next_times = json.array {}
      for k, firing in ipairs(times) do
         next_times[k] = { utc = render.instant(firing.at), ["local"] = local_text(firing) }
      end
      rows[i] = { resource_id = entry.target.resource_id, dimension = entry.target.dimension,
         action = entry.action.name, place = entry.place, schedule = entry.action.schedule,
         timezone = entry.action.timezone, min = entry.action.min, max = entry.action.max,
         next = next_times, problem = problem }
   end
   return { type = "schedule", version = "1.0", actions = rows }
end

local function run(command)
   local given = command.options
   return planning.guarded(command, "schedule", function()
      local list = {}
      local source = command.operand and of_script or of_account
      local code = source(command, list)
      if code then return code end
      local count = given.next or DEFAULT_COUNT
      if given.json then
         io.stdout:write(planning.json_text(document_of(list, count)))
      elseif #list > 0 then
         io.stdout:write(text_of(list, count))
      else
         io.stderr:write("moontide: no scheduled actions\n")
      end
      return 0
   end)
end

return {
   name = "schedule",
   operand = "[SCRIPT]",
   takes_arguments = true,
   needs_dashes = true,
   summary = "tell when scheduled actions will run",
   examples = [[
  moontide schedule fleet.lua                   those of a script, without asking AWS
  moontide schedule --target '*ranker*'         the live ones
  moontide schedule --next 10 --json fleet.lua
]],
   options = shared.join({
      { name = "next", value = "N", read = values.positive_integer,
         help = "so many runs of each (default 5)" },
      { name = "json", help = "one JSON document" },
   }, scope.options, deployment.options, shared.connection),
   run = run,
}
