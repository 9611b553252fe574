-- The emulator: Application Auto Scaling on loopback, with real signatures, rules and error texts.
-- start() runs it in a child process, main() in the foreground for `moontide emulate`.
local clock = require "moontide.emulator.clock"
local core = require "moontide.core"
local files = require "moontide.files"
local failure = require "moontide.emulator.failure"
local loop = require "moontide.emulator.loop"
local router = require "moontide.emulator.router"
local settings_of = require "moontide.emulator.settings"

local M = {}

local start_timeout = 20

---@class moontide.emulator.Options
---@field host? string          default 127.0.0.1; on any other address the control path is off
---@field port? integer         default 0: any free one
---@field credentials? string|table  "AKID:SECRET[:ACCOUNT],…", or one or a list of tables
---@field account? string       of credentials that name none
---@field latency_ms? number    hold every answer back
---@field throttle? string|table  "RATE,BURST" per account, Region and class of operation
---@field faults? string|string[]  what goes wrong: KIND[:key=value,…], see faults/spec.lua
---@field max_targets? integer  instead of AWS's quotas of scalable targets per namespace
---@field tls? boolean          https with a certificate made on the spot, or with the next two
---@field tls_certificate? string  PEM file
---@field tls_key? string       PEM file
---@field ca_file? string       the certificate is written there, for clients to trust
---@field record? string        append every exchange to this file, without secrets
---@field replay? string        answer from this recording, or trace of the program
---@field load? string|string[]  requests on targets: SHAPE:on=RESOURCE[,…], see load/spec.lua
---@field consistency_ms? number  how long a new target is not seen yet
---@field alarm_quota? number   alarms that may be written a second; default: any number
---@field clock? string         "real", "manual" or "xN", each with "@TIME" to start at
---@field clock_skew? number    seconds that the service's clock is ahead
---@field state? string         keep what is done in this file, and begin with what is in it
---@field seed? integer         of request ids and ARNs
---@field seed_fleet? string|table  what there is from the start: a Lua or JSON file, or its table
---@field credential_seconds? number  temporary credentials live no longer
---@field endpoint_seconds? number  how long endpoints take to change; default 10
---@field strict_resources? boolean  register only what exists, even where nothing does
---@field keep_targets? boolean  DeleteEndpoint leaves scalable targets behind

local function raise_unless(value, err)
   if not value then
      error(err, 0)
   end
   return value
end

local function listen(settings, stop_fd)
   return core.server { host = settings.host, port = settings.port, stop_fd = stop_fd,
      tls = settings.is_tls, tls_certificate = settings.tls_certificate,
      tls_key = settings.tls_key }
end

---@param settings moontide.emulator.Settings
---@return moontide.emulator.Clock
local function new_clock(settings)
   return clock.new({ real = function() return core.time() + settings.clock_skew end },
      settings.clock)
end

local function url_of(settings, server)
   local host = settings.host:find(":", 1, true) and "[" .. settings.host .. "]" or settings.host
   return ("%s://%s:%d"):format(settings.is_tls and "https" or "http", host, server:port())
end

local function write_whole(path, what, text)
   local ok, problem = files.write(path, text)
   if not ok then
      error(core.error { status = "io", where = path,
         message = ("the %s cannot be written: %s"):format(what, problem) }, 0)
   end
end

---Clients find the certificate that they have to trust.
local function write_ca_file(settings, server)
   if settings.ca_file then
      write_whole(settings.ca_file, "certificate", server:certificate())
   end
end

---Serves until the parent closes the channel. Runs in the child; its first line is
---"listening URL", or "failed MESSAGE".
---@param settings moontide.emulator.Settings
---@param channel userdata
---@return true? ok, table? err
function M.serve(settings, channel)
   local server, err = listen(settings, channel:stop_fd())
   if not server then
      channel:write_line("failed " .. err.message)
      return nil, err
   end
   local emulator = router.new(settings, new_clock(settings))
   write_ca_file(settings, server)
   channel:write_line("listening " .. url_of(settings, server))
   return loop.run(server, emulator)
end

---A ready file that goes away with the variable that holds it.
local function ready_file(path, url)
   if path then
      write_whole(path, "ready file", url .. "\n")
   end
   return setmetatable({}, { __close = function() return path and os.remove(path) end })
end

local function serve_in_foreground(options)
   local settings = settings_of.new(options)
   local server <close> = raise_unless(listen(settings))
   local emulator = router.new(settings, new_clock(settings))
   local url = url_of(settings, server)
   write_ca_file(settings, server)
   local ready <close> = ready_file(options.ready_file, url) -- luacheck: ignore 211
   io.stdout:write("moontide emulator listening on ", url, "\n")
   io.stdout:flush()
   raise_unless(loop.run(server, emulator))
end

---Serves in the foreground until SIGINT or SIGTERM: says the address in the ready file, which goes
---away at the end, and on stdout. Raises what makes it impossible.
---@param options moontide.emulator.Options|{ ready_file?: string }
---@return integer exit_code  0: being asked to end is how it ends
function M.main(options)
   local ok, err = pcall(serve_in_foreground, options)
   if not ok and not failure.is_interruption(err) then
      error(err, 0)
   end
   return 0
end

---@class moontide.emulator.Handle
---@field url string
---@field port integer
---@field access_key_id string
---@field secret_access_key string
---@field account string
local Handle = {}
Handle.__index = Handle

---Ends the emulator; what it knew is gone.
function Handle:close()
   if self.worker then
      self.worker:close()
      self.worker = nil
   end
end

Handle.__close = Handle.close

---Starts an emulator in a child process that ends with this one at the latest.
---@param options? moontide.emulator.Options
---@return moontide.emulator.Handle? handle, table? err
function M.start(options)
   local settings = settings_of.new(options)
   local worker, err = core.worker(function(channel) M.serve(settings, channel) end)
   if not worker then
      return nil, err
   end
   local line, problem = worker:read_line(start_timeout)
   local url = line and line:match("^listening (.+)$")
   if not url then
      worker:close()
      return nil, problem or core.error { status = "io", message = (line:gsub("^failed ", "")) }
   end
   local first = settings.credentials[1]
   return setmetatable({
      worker = worker, url = url, port = math.tointeger(url:match("%d+$")),
      account = first.account, access_key_id = first.access_key_id,
      secret_access_key = first.secret_access_key,
   }, Handle)
end

return M
