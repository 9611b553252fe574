-- The Resource Groups Tagging API as the router sees it.
local get_resources = require "moontide.emulator.services.tagging.get_resources"
local service = require "moontide.emulator.service"

return service.new {
   name = "resourcegroupstaggingapi",
   signing_name = "tagging",
   target_prefix = "ResourceGroupsTaggingAPI_20170126",
   maps = {},
   operations = {
      GetResources = { class = "read", handler = get_resources.get },
   },
}
