-- CloudWatch as the router sees it: alarms and metric data, which is what scaling lives on.
local alarms = require "moontide.emulator.services.cloudwatch.alarms"
local history = require "moontide.emulator.services.cloudwatch.history"
local metric_data = require "moontide.emulator.services.cloudwatch.metric_data"
local metrics = require "moontide.emulator.services.cloudwatch.metrics"

return {
   name = "cloudwatch",
   signing_name = "monitoring",
   protocols = { "json-1.0", "query" },
   maps = {},
   operations = {
      PutMetricAlarm = { class = "write", handler = alarms.put },
      DescribeAlarms = { class = "read", handler = alarms.describe },
      DescribeAlarmHistory = { class = "read", handler = history.describe },
      DeleteAlarms = { class = "write", handler = alarms.delete },
      SetAlarmState = { class = "write", handler = alarms.set_state },
      PutMetricData = { class = "write", handler = metrics.put },
      GetMetricData = { class = "read", handler = metric_data.get },
      ListMetrics = { class = "read", handler = metrics.list },
   },
}
