stage                     = "staging"
keep_data                 = false
point_in_time_recovery    = false
daily_backups_kept_days   = 1
weekly_backups_kept_weeks = 0
monthly_budget            = 50
storage_budget_gib        = 50
