-- A fleet: what the emulator holds from the start, in each account and Region, or in those that an
-- item names. It is planted when an account and Region are first asked for something, through the
-- same handlers that serve clients, so that nothing is in it that could not have been created.
local calls_of = require "moontide.emulator.fleet.endpoints"
local core = require "moontide.core"
local dynamodb = require "moontide.emulator.services.dynamodb.capacity"
local ecs = require "moontide.emulator.services.ecs.capacity"
local endpoints = require "moontide.emulator.services.sagemaker.endpoints"
local failure = require "moontide.emulator.failure"
local file = require "moontide.emulator.fleet.file"
local instances = require "moontide.sagemaker.instances"
local quotas = require "moontide.emulator.services.quotas.table"
local recommendations = require "moontide.emulator.services.sagemaker.recommendations"
local resources = require "moontide.emulator.services.sagemaker.resources"
local sagemaker = require "moontide.emulator.services.sagemaker"
local services = require "moontide.emulator.services"
local shape = require "moontide.emulator.fleet.shape"
local states = require "moontide.emulator.services.sagemaker.states"
local validation = require "moontide.emulator.validation"

local M = {}

local shown_problems <const>, default_throughput <const> = 10, 5

local function fail(problems)
   local lines = table.move(problems, 1, math.min(#problems, shown_problems), 1, {})
   if #problems > shown_problems then
      lines[#lines + 1] = ("… and %d more"):format(#problems - shown_problems)
   end
   error(core.error { status = "usage", exit_code = 64,
      message = "the fleet has mistakes:\n   " .. table.concat(lines, "\n   ") }, 0)
end

local function includes(list, value)
   for _, item in ipairs(list or { value }) do
      if item == value then
         return true
      end
   end
   return false
end

---What an item says of itself beyond what its calls can: counts of 0 and odd states.
local function adjust(context, endpoint)
   local row = endpoints.require(context, endpoint.name)
   for i, given in ipairs(endpoint.variants or { endpoint }) do
      local summary = row.variants and row.variants[i]
      if given.count == 0 and summary and summary.DesiredInstanceCount then
         summary.DesiredInstanceCount, summary.CurrentInstanceCount = 0, 0
      end
   end
   for _, component in ipairs(endpoint.components or {}) do
      local found = resources.require(resources.components, context, component.name)
      if component.copies == 0 then
         found.desired, found.current = 0, 0
      end
   end
end

---Makes the state of an endpoint what the fleet says; it is InService until then.
local odd_states <const> = {
   InService = function() end,
   Failed = function(_, row)
      row.status, row.variants = "Failed", nil
      row.failure = "The fleet that the emulator started with says so."
   end,
   Creating = function(context, row)
      row.variants = nil
      states.begin(context, row, "Creating", { kind = "create" }, endpoints.settle)
   end,
   Updating = function(context, row)
      states.begin(context, row, "Updating", { kind = "capacity" }, endpoints.settle)
   end,
}

---Handlers find that what they begin is over at once.
local function hurried(context)
   local settings = setmetatable({ endpoint_seconds = 0 }, { __index = context.settings })
   return setmetatable({ settings = settings }, { __index = context })
end

local function plant_endpoint(context, endpoint)
   local quick, entry = hurried(context), services.entry(sagemaker)
   for _, call in ipairs(calls_of.calls(endpoint, context.account)) do
      local body = assert(core.json_encode(call.input))
      local input = validation.decode(entry, call.operation, body)
      sagemaker.operations[call.operation].handler(input, quick)
   end
   adjust(quick, endpoint)
   local arrange = odd_states[endpoint.status or "InService"]
      or resources.invalid("status %s is none of Creating, Failed, InService, Updating",
         endpoint.status)
   arrange(context, endpoints.require(quick, endpoint.name))
end

local function plant_service(context, service)
   ecs.services(context):add(service.cluster .. "/" .. service.name, {
      cluster = service.cluster, name = service.name, desired = service.desired or 1,
      tags = service.tags or {},
   })
end

local function plant_table(context, given)
   local function add(key, throughput, tags)
      dynamodb.tables(context):add(key, { id = key, read = throughput.read or default_throughput,
         write = throughput.write or default_throughput, tags = tags or {} })
   end
   add("table/" .. given.name, given, given.tags)
   for _, index in ipairs(given.indexes or {}) do
      add(("table/%s/index/%s"):format(given.name, index.name), index)
   end
end

local function plant_figures(fleet, context)
   for instance_type, quota in pairs(fleet.quotas or {}) do
      quotas.changed(context)[instance_type] = quota
   end
   for job, result in pairs(fleet.recommendations or {}) do
      recommendations.jobs(context)[job] = result
   end
end

local planters <const> = {
   { "services", plant_service }, { "tables", plant_table }, { "endpoints", plant_endpoint },
}

---@param fleet table
---@param context table
---@param on_problem fun(text: string)
local function plant(fleet, context, on_problem)
   plant_figures(fleet, context)
   for _, planter in ipairs(planters) do
      local list, act = planter[1], planter[2]
      for i, item in ipairs(fleet[list] or {}) do
         if includes(item.regions, context.region) and includes(item.accounts, context.account) then
            local ok, raised = pcall(act, context, item)
            if not ok then
               on_problem(("fleet.%s[%d] (%s): %s"):format(list, i, item.name,
                  failure.is(raised) and raised.message or tostring(raised)))
            end
         end
      end
   end
end

---Plants a fleet in an account and Region.
---@param fleet table  as M.read gives it
---@param context table
function M.plant(fleet, context)
   plant(fleet, context, error)
end

---A context of no emulator, for trying a fleet out.
local function scratch_context(account, region)
   local ids, store = require "moontide.emulator.ids", require "moontide.emulator.store"
   local state = store.new()
   return {
      account = account, region = region, ids = ids.new(1),
      clock = { now = function() return 0 end }, settings = { endpoint_seconds = 0 },
      collection = function(name) return state:collection(account, region, name) end,
   }
end

local function check_instance_types(fleet, problems)
   for i, endpoint in ipairs(fleet.endpoints or {}) do
      for _, given in ipairs(endpoint.variants or { endpoint }) do
         local name = given.instance_type
         if name and not instances.is_instance_type(name) then
            problems[#problems + 1] = ("fleet.endpoints[%d] (%s): '%s' is no instance type; they "
               .. "look like ml.m5.xlarge"):format(i, endpoint.name, name)
         end
      end
   end
end

---Every Region and account that the fleet speaks of, and one that it does not.
local function places(fleet)
   local found = { ["us-east-1 000000000000"] = true }
   for _, list in ipairs { "endpoints", "services", "tables" } do
      for _, item in ipairs(fleet[list] or {}) do
         for _, region in ipairs(item.regions or { "us-east-1" }) do
            for _, account in ipairs(item.accounts or { "000000000000" }) do
               found[region .. " " .. account] = true
            end
         end
      end
   end
   return found
end

local function try(fleet, problems)
   local seen = {}
   for place in pairs(places(fleet)) do
      local region, account = place:match("^(%S+) (%S+)$")
      plant(fleet, scratch_context(account, region), function(text)
         if not seen[text] then
            problems[#problems + 1], seen[text] = text, true
         end
      end)
   end
   table.sort(problems)
end

---Reads and checks a fleet; a list alone is its endpoints. Raises a usage error that tells all that
---is wrong with it.
---@param source string|table  path of a Lua or JSON file, or the fleet
---@return table fleet
function M.read(source)
   local fleet = type(source) == "string" and file.read(source) or source
   if fleet[1] ~= nil then
      fleet = { endpoints = fleet }
   end
   local problems = shape.check(fleet)
   if #problems == 0 then
      check_instance_types(fleet, problems)
   end
   if #problems == 0 then
      try(fleet, problems)
   end
   if #problems > 0 then
      fail(problems)
   end
   return fleet
end

return M
