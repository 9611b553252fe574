-- What the program's options say to the library: the engine of this Lua state, made on first use,
-- and the defaults of its clients. Everything else passes options explicitly.
local M = {}

local ENGINE_KEYS = { max_in_flight = true, profile = true, trace = true, log_level = true,
   seed = true, max_rate = true, max_time = true, patience = true, rate_memory = true }
local CLIENT_KEYS = { region = true, endpoint_url = true, profile = true, credentials = true,
   max_attempts = true, retry_mode = true, attempt_timeout = true, connect_timeout = true,
   deadline = true, use_fips = true, use_dualstack = true,
   ignore_configured_endpoint_urls = true }
local SCRIPT_KEYS = { mfa = true } -- what only a script can say
local OWN_KEYS = { allow_unknown_enums = true, allow_unknown_members = true, model = true }

local engine, started_at
local options = {}    -- set by the script
local pinned = {}     -- set by the command line: wins over the script's configure
local forced = {}     -- set by --emulator: wins over the options of a single client, too
local fallback_region -- used where neither options nor settings name a Region
local is_offline         -- nothing may be sent, not even to find out where calls would go
local region_problem     -- why the Region could not be found out
local restraints = {}    -- checks of calls, while something must not be sent

---Has each call checked before it is sent, until the function it returns is called.
---@param check fun(operation: string)  raises what is not allowed
---@return fun() release
function M.restrain(check)
   local entry = { check = check }
   restraints[#restraints + 1] = entry
   return function()
      for i, other in ipairs(restraints) do
         if other == entry then table.remove(restraints, i) break end
      end
   end
end

---Raises if a call may not be sent now.
---@param operation string
function M.check_call(operation)
   for _, entry in ipairs(restraints) do entry.check(operation) end
end

-- Raises, blaming the caller's caller, for a key that none of the sets has.
local function check_key(key, ...)
   local known = {}
   for _, keys in ipairs { ... } do
      if keys[key] then return end
      for name in pairs(keys) do known[#known + 1] = name end
   end
   table.sort(known)
   local hint = require("moontide.suggest").hint(tostring(key), known)
   error(("unknown option '%s'%s"):format(tostring(key), hint), 4)
end

local function check(given)
   for key in pairs(given) do
      check_key(key, ENGINE_KEYS, CLIENT_KEYS, SCRIPT_KEYS)
      if engine and ENGINE_KEYS[key] and not CLIENT_KEYS[key] then
         error(("'%s' must be configured before the first client is made"):format(key), 3)
      end
   end
end

local function assign(target, given)
   for key, value in pairs(given) do target[key] = value end
end

---Sets options of the engine (before its first use) and defaults of clients.
---@param given table
function M.configure(given)
   check(given)
   assign(options, given)
end

---The same for the command line: what is set here, configure does not change.
---@param given table
function M.pin(given)
   check(given)
   assign(pinned, given)
end

---Options that every client gets, whatever the script says.
---@param given table
---@param region string? the Region where nothing names one
function M.force(given, region)
   assign(forced, given)
   fallback_region = region
end

local function lookup(key)
   if pinned[key] ~= nil then return pinned[key] end
   return options[key]
end

---An option as the command line or the script has set it.
---@param key string
function M.option(key)
   return lookup(key)
end

-- Where rates are kept between runs: the file that is named, or one in the user's cache. In the
-- latter those of services on this machine have no place: they are gone tomorrow.
local function remember_rates(given)
   local file = given.rate_memory
   given.rate_memory = nil
   if file == nil then
      local cache = require("moontide.directories").cache()
      given.rates_path = cache and cache .. "/rates.json"
   elseif file then
      given.rates_path, given.rates_of_loopback = file, true
   end
end

---The engine of this Lua state.
function M.engine()
   if not engine then
      local core = require "moontide.core"
      local given = { answers_wants = true }
      for key in pairs(ENGINE_KEYS) do given[key] = lookup(key) end
      remember_rates(given)
      local made, err = core.engine(given)
      if not made then error(err, 0) end
      engine, started_at = made, core.monotonic()
   end
   return engine
end

---The engine if there is one already.
function M.current_engine()
   return engine
end

---Seconds since the engine was made.
---@return number
function M.elapsed()
   return started_at and require("moontide.core").monotonic() - started_at or 0.0
end

---Whether Ctrl-C or SIGTERM has asked to stop.
---@return boolean
function M.is_interrupted()
   return engine ~= nil and engine:is_interrupted()
end

---Forgets all options: for specs.
function M.forget_options()
   options, pinned, forced, fallback_region, is_offline = {}, {}, {}, nil, nil
   region_problem = nil
end

---Puts another engine in place, nil to begin afresh; returns the one before.
function M.replace_engine(other)
   local before = engine
   engine = other
   started_at = nil
   return before
end

---A Region for clients where nothing names one: what is never sent needs none.
---@param region string
function M.assume_region(region)
   fallback_region = fallback_region or region
end

---Has nothing sent to find out the Region.
function M.stay_offline()
   is_offline = true
end

---Has the instance's metadata asked for the Region, where that is wanted and nothing names one;
---raises if they do not tell.
function M.find_region()
   if is_offline or lookup "region" or forced.region or fallback_region then return end
   local call, err = M.engine():find_region()
   region_problem = region_problem or err
   if call and not region_problem then
      local _
      _, region_problem = require("moontide.scheduler").await(call)
   end
   if region_problem then require("moontide.failure").raise_from_script(region_problem) end
end

local function default_region()
   local region = lookup("region")
   if region == nil and fallback_region then
      local setting = M.engine():settings().region
      region = not (setting and setting.value) and fallback_region or nil
   end
   return region
end

---The options of a client: forced, else its own, else pinned, else configured.
---@param own table?
---@return table
function M.client_options(own)
   local merged = {}
   for key in pairs(own or {}) do check_key(key, CLIENT_KEYS, OWN_KEYS) end
   for key in pairs(CLIENT_KEYS) do merged[key] = lookup(key) end
   assign(merged, own or {})
   assign(merged, forced)
   if merged.region == nil then merged.region = default_region() end
   return merged
end

return M
