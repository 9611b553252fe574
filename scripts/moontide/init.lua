-- What require("moontide") gives. Its parts are loaded when they are first used.
local M = { _VERSION = "moontide " .. require("moontide.core").version }

-- Modules that are what they are called.
local PARTS = { config = "moontide.config", credentials = "moontide.credentials",
   csv = "moontide.csv", endpoint = "moontide.endpoint", json = "moontide.json",
   map = "moontide.map", sigv4 = "moontide.sigv4" }

local FUNCTIONS = {
   client = "moontide.service", configure = "moontide.context",
   load_model = "moontide.models",
   run = "moontide.task", sleep = "moontide.task", spawn = "moontide.task",
   stats = "moontide.stats",
   traceback = "moontide.task", try = "moontide.task",
}

return require "moontide.lazy"(M, PARTS, FUNCTIONS)
