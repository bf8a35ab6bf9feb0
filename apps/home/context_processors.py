def navigation(request):
    return {"nav": [], "nav_right": []}
