-- CloudWatch's refusals. Its exceptions spell their text "message"; what breaks a rule that no
-- exception is modelled for is a ValidationError, as its query protocol has always called it.
local failure = require "moontide.emulator.failure"

local M = {}

local function raise(code, text, ...)
   error(failure.frontend(code, select("#", ...) > 0 and text:format(...) or text), 0)
end

function M.invalid(text, ...) raise("ValidationError", text, ...) end

function M.bad_value(text, ...) raise("InvalidParameterValueException", text, ...) end

function M.bad_combination(text, ...) raise("InvalidParameterCombinationException", text, ...) end

function M.missing(name)
   raise("MissingRequiredParameterException", "The parameter %s is required.", name)
end

function M.limit(text, ...) raise("LimitExceededFault", text, ...) end

function M.bad_format(text) raise("InvalidFormatFault", text) end

function M.bad_token() raise("InvalidNextToken", "The NextToken value is not valid.") end

function M.throttled() raise("ThrottlingException", "Rate exceeded") end

---@param text string
function M.not_found(text)
   error(failure.frontend("ResourceNotFound", text, 404), 0)
end

return M
