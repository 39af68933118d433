SELECT count(*) AS calls FROM calls;
