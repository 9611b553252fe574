-- Base 64 (RFC 4648), of whole strings.
local M = {}

local ALPHABET <const> = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

local VALUE = {}
for i = 1, #ALPHABET do VALUE[ALPHABET:byte(i)] = i - 1 end

local function letter(bits) return ALPHABET:sub(bits + 1, bits + 1) end

---@param bytes string
---@return string
function M.encode(bytes)
   local parts = {}
   for i = 1, #bytes, 3 do
      local a, b, c = bytes:byte(i, i + 2)
      local group = a << 16 | (b or 0) << 8 | (c or 0)
      parts[#parts + 1] = letter(group >> 18) .. letter(group >> 12 & 63)
         .. (b and letter(group >> 6 & 63) or "=") .. (c and letter(group & 63) or "=")
   end
   return table.concat(parts)
end

---The bytes, or nil if the text is not base 64.
---@param text string
---@return string?
function M.decode(text)
   local letters = text:match("^([%w+/]*)=?=?$")
   if not letters or #text % 4 ~= 0 then return nil end
   local bytes, bits, count = {}, 0, 0
   for i = 1, #letters do
      bits, count = bits << 6 | VALUE[letters:byte(i)], count + 6
      if count >= 8 then
         count = count - 8
         bytes[#bytes + 1] = string.char(bits >> count & 255)
      end
   end
   return table.concat(bytes)
end

return M
