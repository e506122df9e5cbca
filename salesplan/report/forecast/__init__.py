"""What forecasts and their back-tests look like."""

from salesplan.report.forecast.answer import forecast_answer, part_names
from salesplan.report.forecast.backtest import backtest_answer, backtest_json
from salesplan.report.forecast.data import forecast_json

__all__ = ["backtest_answer", "backtest_json", "forecast_answer", "forecast_json", "part_names"]
