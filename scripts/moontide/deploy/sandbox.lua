-- Hook files of strangers, each in a process of its own: there the code runs in a Lua state without
-- files, network and programs, which counts instructions and memory (core.sandbox). Whatever it
-- does, the process can be killed, and only plain data comes back.
local copies = require "moontide.deploy.copies"
local core = require "moontide.core"
local points = require "moontide.deploy.points"
local raised = require "moontide.raised"

local M = {}

---@class moontide.deploy.SandboxLimits
---@field memory integer        bytes
---@field instructions integer  of one call
---@field seconds number        of one call

---@type moontide.deploy.SandboxLimits
M.limits = { memory = 64 * 1024 * 1024, instructions = 10000000, seconds = 5 }

local function point_names()
   local names = {}
   for name in pairs(points.all) do names[#names + 1] = name end
   return names
end

---The prelude's file, compiled and not run: a searcher's loader of a Lua file is its main chunk.
local function prelude()
   for _, searcher in ipairs(package.searchers) do
      local loader = searcher("moontide.deploy.sandbox_prelude")
      if type(loader) == "function" then return string.dump(loader, true) end
   end
   error("the sandbox's prelude is missing", 0)
end

---The child's whole work: answers requests until the parent says no more.
local function serve(limits)
   return function(channel)
      local box, problem = core.sandbox { prelude = prelude(), memory = limits.memory,
         instructions = limits.instructions }
      if not box then error(problem, 0) end
      channel:confine()
      for line in channel.read_line, channel do
         local entry, request = line:match("^(%a+) (.*)$")
         local answer, err = box:call(entry, request)
         channel:write_line(answer and "+" .. answer or "-" .. err.message)
      end
   end
end

---@class moontide.deploy.Sandbox
local Sandbox = {}
Sandbox.__index = Sandbox

local function stop(sandbox, why)
   sandbox.stopped = why
   if sandbox.worker then sandbox.worker:kill() end
   return nil, why
end

local function why_silent(sandbox, err)
   if err.status == "timeout" then
      return ("stopped after %.6g seconds"):format(sandbox.limits.seconds)
   elseif err.status == "cancelled" then
      error(err, 0)
   end
   return "its process ended: " .. err.message
end

---Sends a request; nil and why if the code had to be stopped, now or before.
---@param entry "load"|"call"
---@param request table
---@return table? answer, string? stopped
function Sandbox:ask(entry, request)
   if self.stopped then return nil, self.stopped end
   local text = assert(core.json_encode(request))
   local ok, err = self.worker:write_line(entry .. " " .. text)
   local line
   if ok then line, err = self.worker:read_line(self.limits.seconds) end
   if not line then return stop(self, why_silent(self, err)) end
   if line:sub(1, 1) ~= "+" then return stop(self, line:sub(2)) end
   local answer, problem = core.json_decode(line:sub(2))
   if not answer then return stop(self, "it answered with no data: " .. problem.message) end
   return answer
end

function Sandbox:close()
   if self.worker then self.worker:close() end
end

Sandbox.__close = Sandbox.close

---A process for one hook file.
---@param limits? moontide.deploy.SandboxLimits
---@return moontide.deploy.Sandbox
function M.new(limits)
   local own = {}
   for name, value in pairs(M.limits) do own[name] = limits and limits[name] or value end
   local sandbox = setmetatable({ limits = own }, Sandbox)
   sandbox.worker = assert(core.worker(serve(own)))
   return sandbox
end

local function stopped_finding(source, why)
   return { rule = "hook-stopped", severity = "error", where = source.path, source = source.path,
      message = ("the hook file %s was %s"):format(source.path, why) }
end

local function verdicts_of(answer)
   local list = {}
   for _, said in ipairs(type(answer.verdicts) == "table" and answer.verdicts or {}) do
      local is_known = said.severity == "error" or said.severity == "warning"
      if is_known and type(said.text) == "string" then
         list[#list + 1] = { severity = said.severity, text = said.text }
      end
   end
   return list
end

---What makes a hook's place of its error: "pack.lua:3: text" begins with it.
local function failure_of(source, answer)
   local where, message = raised.split(tostring(answer.error))
   return { where = where or source.path, message = message,
      traceback = type(answer.traceback) == "string" and raised.traceback(answer.traceback) or nil }
end

---A hook whose function lives in a sandbox; hooks.run calls it by `call`.
local function hook_of(sandbox, source, index, point)
   local hook = { point = point, where = source.path, origin = source.origin, sandboxed = true }
   function hook.call(payload, more)
      local answer, why = sandbox:ask("call", { index = index, payload = copies.plain(payload),
         more = copies.plain(more) })
      if not answer then
         local finding = not sandbox.is_told and stopped_finding(source, why) or nil
         sandbox.is_told = true -- once is enough: it is not asked any more
         return {}, {}, finding
      elseif answer.error then
         local failed = failure_of(source, answer)
         return verdicts_of(answer), {}, { rule = "hook-error", severity = "error",
            where = failed.where, source = source.path, traceback = failed.traceback,
            message = ("a hook of %s failed: %s"):format(source.path, failed.message) }
      end
      return verdicts_of(answer), { answer.returned, n = 1 }
   end
   hook.fn = function(payload, more) return (hook.call(payload, more)) end
   return hook
end

---Loads a hook file into a sandbox of its own.
---@param source moontide.deploy.HookSource
---@param text string
---@param limits? moontide.deploy.SandboxLimits
---@param vars? table<string, any>
---@return moontide.deploy.Hook[] hooks, moontide.deploy.Finding[] findings
function M.load(source, text, limits, vars)
   local hooks, findings = {}, {}
   local request = { name = source.path, text = text, points = point_names(),
      vars = copies.plain(vars or {}) }
   local _, problem = core.json_encode(request)
   if problem then
      return hooks, { { rule = "hook-file", severity = "error", where = source.path,
         message = "it is no Lua text in UTF-8 (compiled Lua is not run)" } }
   end
   local sandbox = M.new(limits)
   local answer, why = sandbox:ask("load", request)
   if not answer then return hooks, { stopped_finding(source, why) } end
   for _, said in ipairs(verdicts_of(answer)) do
      findings[#findings + 1] = { rule = "script", severity = said.severity, message = said.text,
         where = source.path }
   end
   if answer.error then
      local failed = failure_of(source, answer)
      findings[#findings + 1] = { rule = "hook-file", severity = "error", where = failed.where,
         message = failed.message, traceback = failed.traceback }
   end
   for index, point in ipairs(type(answer.hooks) == "table" and answer.hooks or {}) do
      if points.all[point] then hooks[#hooks + 1] = hook_of(sandbox, source, index, point) end
   end
   return hooks, findings
end

return M
